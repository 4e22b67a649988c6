// What waits to be sent, what was refused and why, and what went out.
import type { RouteRecordRaw } from 'vue-router'

export const queueRoutes: RouteRecordRaw[] = [
  { path: '/queue', name: 'queue', component: () => import('./QueuePage.vue'), meta: { tabs: true } },
]
