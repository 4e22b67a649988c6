// Insight: the manager's cockpit and what fails.
import type { RouteRecordRaw } from 'vue-router'

export const insightRoutes: RouteRecordRaw[] = [
  { path: '/cockpit', name: 'cockpit', component: () => import('./CockpitPage.vue') },
  { path: '/failures', name: 'failures', component: () => import('./FailuresPage.vue') },
]
