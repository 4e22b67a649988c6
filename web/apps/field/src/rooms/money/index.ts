// What the visit costs: ticked from the list, agreed to by the customer, paid.
import type { RouteRecordRaw } from 'vue-router'

export const moneyRoutes: RouteRecordRaw[] = [
  { path: '/visits/:id/bill', name: 'bill', component: () => import('./BillPage.vue'), props: true },
]
