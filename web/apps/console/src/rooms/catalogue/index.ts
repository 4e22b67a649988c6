// The catalogue: products and brands.
import type { RouteRecordRaw } from 'vue-router'

export const catalogueRoutes: RouteRecordRaw[] = [
  {
    path: '/products',
    name: 'products',
    component: () => import('./ProductsPage.vue'),
    meta: { needs: 'catalogue.read', help: 'products' },
  },
]
