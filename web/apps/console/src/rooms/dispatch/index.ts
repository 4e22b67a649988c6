// Dispatch: one day of all technicians as list, timeline or map, the week's load, and what waits for somebody.
import type { RouteRecordRaw } from 'vue-router'

export const dispatchRoutes: RouteRecordRaw[] = [
  {
    path: '/dispatch',
    name: 'dispatch',
    component: () => import('./BoardPage.vue'),
    meta: { needs: 'dispatch.read', help: 'dispatch' },
  },
]
