// Orders: the pool of all of them, and each on one page.
import type { RouteRecordRaw } from 'vue-router'

export { searchOrders } from './calls/search'

export const orderRoutes: RouteRecordRaw[] = [
  { path: '/orders', name: 'orders', component: () => import('./pool/PoolPage.vue') },
  { path: '/intake', name: 'intake', component: () => import('./intake/IntakePage.vue') },
  { path: '/orders/:id', name: 'order', component: () => import('./page/OrderPage.vue'), props: true },
]
