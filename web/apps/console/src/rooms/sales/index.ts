// Sales: what was sold to whom, and how far it is on its way.
import type { RouteRecordRaw } from 'vue-router'

export const salesRoutes: RouteRecordRaw[] = [
  {
    path: '/sales',
    name: 'sales',
    component: () => import('./SalesPage.vue'),
    meta: { needs: 'sales.read', help: 'sales' },
  },
  {
    path: '/sales/:id',
    name: 'sale',
    component: () => import('./SalePage.vue'),
    props: true,
    meta: { needs: 'sales.read', help: 'sale' },
  },
]
