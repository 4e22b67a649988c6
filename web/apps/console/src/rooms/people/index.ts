// People: the technicians with what they can do and where, and when they work.
import { defineAsyncComponent } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

export { mondayOf, type Spans } from './roster'
export { default as SpansInput } from './SpansInput.vue'

export const AreasOfManyDialog = defineAsyncComponent(() => import('./deeds/AreasOfManyDialog.vue'))
export const OpenDialog = defineAsyncComponent(() => import('./deeds/OpenDialog.vue'))
export const PatternDialog = defineAsyncComponent(() => import('./deeds/PatternDialog.vue'))

export const peopleRoutes: RouteRecordRaw[] = [
  {
    path: '/technicians',
    name: 'technicians',
    component: () => import('./TechniciansPage.vue'),
    meta: { needs: 'people.read', help: 'technicians' },
  },
  {
    path: '/technicians/:id',
    name: 'technician',
    component: () => import('./TechnicianPage.vue'),
    props: true,
    meta: { needs: 'people.read', help: 'technician' },
  },
  {
    path: '/shifts',
    name: 'shifts',
    component: () => import('./ShiftsPage.vue'),
    meta: { needs: 'people.read', help: 'shifts' },
  },
]
