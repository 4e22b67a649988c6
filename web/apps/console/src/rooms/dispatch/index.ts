// Dispatch: one day of all technicians as list, timeline or map, the week's load, and what waits for somebody; what can still be promised; a day played again.
import type { RouteRecordRaw } from 'vue-router'

export const dispatchRoutes: RouteRecordRaw[] = [
  {
    path: '/dispatch',
    name: 'dispatch',
    component: () => import('./BoardPage.vue'),
    meta: { needs: 'dispatch.read', help: 'dispatch' },
  },
  {
    path: '/slots',
    name: 'slots',
    component: () => import('./slots/SlotsPage.vue'),
    meta: { needs: 'dispatch.read', help: 'slots' },
  },
  {
    path: '/areas',
    name: 'areas',
    component: () => import('./drawn/AreasPage.vue'),
    meta: { needs: 'people.read', help: 'areas' },
  },
  {
    path: '/technicians/:id/track',
    name: 'track',
    component: () => import('./track/TrackPage.vue'),
    props: true,
    meta: { needs: 'dispatch.read', help: 'track' },
  },
]
