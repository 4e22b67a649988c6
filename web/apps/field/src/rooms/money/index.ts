// What the visit costs: ticked from the list, agreed to by the customer, paid.
import type { RouteRecordRaw } from 'vue-router'

export { default as BillPart } from './BillPart.vue'
export { customerTotal, emptyBill, standing, waitsForYes } from './bill'
export { default as SpentPart } from './SpentPart.vue'

export const moneyRoutes: RouteRecordRaw[] = [
  { path: '/visits/:id/bill', name: 'bill', component: () => import('./BillPage.vue'), props: true },
]
