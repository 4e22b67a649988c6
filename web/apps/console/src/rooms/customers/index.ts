// Households: one timeline each, from the sale to scrapping.
import type { RouteRecordRaw } from 'vue-router'

export { revealPhone } from './calls/revealPhone'

export const customerRoutes: RouteRecordRaw[] = [
  { path: '/customers/:id', name: 'customer', component: () => import('./CustomerPage.vue'), props: true },
]
