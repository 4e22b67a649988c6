// Webhooks: other systems that are told what happens here, and the log of what was sent.
import type { RouteRecordRaw } from 'vue-router'

export const webhookRoutes: RouteRecordRaw[] = [
  {
    path: '/webhooks',
    name: 'webhooks',
    component: () => import('./WebhooksPage.vue'),
    meta: { needs: 'company.admin', help: 'webhooks' },
  },
  {
    path: '/webhooks/:id',
    name: 'webhook-log',
    component: () => import('./LogPage.vue'),
    props: true,
    meta: { needs: 'company.admin', help: 'webhooks' },
  },
]
