// Households: one timeline each, from the sale to scrapping.
import { defineAsyncComponent } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

export { revealPhone } from './calls/revealPhone'
export const SiteDialog = defineAsyncComponent(() => import('./SiteDialog.vue'))

export const customerRoutes: RouteRecordRaw[] = [
  { path: '/customers/:id', name: 'customer', component: () => import('./CustomerPage.vue'), props: true },
]
