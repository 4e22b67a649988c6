// For guides: who came to the store, what was done about them, what they are offered, and the sale that comes of it.
import type { RouteRecordRaw } from 'vue-router'

export const leadRoutes: RouteRecordRaw[] = [
  { path: '/leads', name: 'leads', component: () => import('./LeadsPage.vue'), meta: { tabs: true } },
  { path: '/leads/new', name: 'new-lead', component: () => import('./NewLeadPage.vue') },
  { path: '/leads/:id', name: 'lead', component: () => import('./LeadPage.vue'), props: true },
  { path: '/leads/:id/quote', name: 'quote', component: () => import('./QuotePage.vue'), props: true },
  { path: '/leads/:id/sell/:quote', name: 'accept-quote', component: () => import('./AcceptPage.vue'), props: true },
]
