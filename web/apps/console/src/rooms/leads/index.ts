// Leads: who came to the stores, guide by guide, and what is done about them.
import type { RouteRecordRaw } from 'vue-router'

export const leadRoutes: RouteRecordRaw[] = [
  {
    path: '/leads',
    name: 'leads',
    component: () => import('./LeadsPage.vue'),
    meta: { needs: 'leads.read', help: 'leads' },
  },
  {
    path: '/leads/:id',
    name: 'lead',
    component: () => import('./LeadPage.vue'),
    props: true,
    meta: { needs: 'leads.read', help: 'lead' },
  },
]
