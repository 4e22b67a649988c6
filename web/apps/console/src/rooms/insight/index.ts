// Insight: the manager's cockpit, what somebody has to look at, what fails, and the analyses.
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
  {
    path: '/analyses',
    name: 'analyses',
    component: () => import('./analyses/AnalysesPage.vue'),
    meta: { needs: 'insight.read', help: 'analyses' },
  },
]
