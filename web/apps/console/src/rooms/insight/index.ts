// Insight: the manager's cockpit, what somebody has to look at, and what fails.
import type { RouteRecordRaw } from 'vue-router'

export const insightRoutes: RouteRecordRaw[] = [
  {
    path: '/cockpit',
    name: 'cockpit',
    component: () => import('./CockpitPage.vue'),
    meta: { needs: 'insight.read', help: 'cockpit' },
  },
  {
    path: '/exceptions',
    name: 'exceptions',
    component: () => import('./ExceptionsPage.vue'),
    meta: { needs: 'insight.read', help: 'exceptions' },
  },
  {
    path: '/failures',
    name: 'failures',
    component: () => import('./FailuresPage.vue'),
    meta: { needs: 'insight.read', help: 'failures' },
  },
]
