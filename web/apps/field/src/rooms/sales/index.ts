// For guides: their own sales and how far each is, a new one, their own customers.
import type { RouteRecordRaw } from 'vue-router'

export const salesRoutes: RouteRecordRaw[] = [
  { path: '/sales', name: 'sales', component: () => import('./SalesPage.vue'), meta: { tabs: true } },
  { path: '/sales/new', name: 'new-sale', component: () => import('./NewSalePage.vue') },
  { path: '/sales/:id', name: 'sale', component: () => import('./SalePage.vue'), props: true },
  { path: '/customers', name: 'customers', component: () => import('./CustomersPage.vue'), meta: { tabs: true } },
  { path: '/customers/:id', name: 'customer', component: () => import('./CustomerPage.vue'), props: true },
]
