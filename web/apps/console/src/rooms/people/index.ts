// People: the technicians with what they can do and where, and when they work.
import type { RouteRecordRaw } from 'vue-router'

export type { Spans } from './roster'
export { default as SpansInput } from './SpansInput.vue'

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
