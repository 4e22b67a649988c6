// Orders: the pool of all of them, and each on one page.
import { defineAsyncComponent } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

export { useOrdersOf } from './calls/earlier'
export { searchOrders } from './calls/search'
export { useVisitSlots } from './calls/slots'
export { type Filters, ordersOf } from './pool/filters'
export { useSubject } from './subject'

/** Why something is moved or called off, with what shows it: asked for wherever a visit is moved. */
export const ReasonFields = defineAsyncComponent(() => import('./deeds/ReasonFields.vue'))

/** The windows that can be kept, to choose from. */
export const SlotChoice = defineAsyncComponent(() => import('./slots/SlotChoice.vue'))

export const orderRoutes: RouteRecordRaw[] = [
  {
    path: '/orders',
    name: 'orders',
    component: () => import('./pool/PoolPage.vue'),
    meta: { needs: 'orders.read', help: 'orders' },
  },
  {
    path: '/intake',
    name: 'intake',
    component: () => import('./intake/IntakePage.vue'),
    meta: { needs: 'orders.open', help: 'intake' },
  },
  {
    path: '/orders/:id',
    name: 'order',
    component: () => import('./page/OrderPage.vue'),
    props: true,
    meta: { needs: 'orders.read', help: 'order' },
  },
]
