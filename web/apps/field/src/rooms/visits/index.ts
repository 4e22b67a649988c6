// A technician's visits: today's in their order, one with all that is around it, and what is done there.
import type { RouteRecordRaw } from 'vue-router'

export { aboutVisit, useVisit, visitDeeds } from './visit'

export const visitRoutes: RouteRecordRaw[] = [
  { path: '/today', name: 'today', component: () => import('./TodayPage.vue'), meta: { tabs: true } },
  { path: '/visits/:id', name: 'visit', component: () => import('./VisitPage.vue'), props: true },
  { path: '/visits/:id/finish', name: 'finish', component: () => import('./FinishPage.vue'), props: true },
  { path: '/visits/:id/void', name: 'void', component: () => import('./VoidPage.vue'), props: true },
]
