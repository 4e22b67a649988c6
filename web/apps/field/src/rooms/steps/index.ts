// The steps of the work: what to do, photograph, read and tick, in its order, on the phone alone where there is no network.
import type { RouteRecordRaw } from 'vue-router'

export const stepRoutes: RouteRecordRaw[] = [
  { path: '/visits/:id/steps', name: 'steps', component: () => import('./StepsPage.vue'), props: true },
]
