// For whoever manages: how the company stands, and what somebody has to look at.
import type { RouteRecordRaw } from 'vue-router'

export const insightRoutes: RouteRecordRaw[] = [
  { path: '/cockpit', name: 'cockpit', component: () => import('./CockpitPage.vue'), meta: { tabs: true } },
  { path: '/exceptions', name: 'exceptions', component: () => import('./ExceptionsPage.vue'), meta: { tabs: true } },
  { path: '/orders', name: 'orders', component: () => import('./OrdersPage.vue') },
  { path: '/reviews', name: 'reviews', component: () => import('./ReviewsPage.vue') },
  { path: '/orders/:id', name: 'order', component: () => import('./OrderPage.vue'), props: true },
]
