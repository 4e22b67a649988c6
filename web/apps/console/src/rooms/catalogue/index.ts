// The catalogue: products and brands.
import { defineAsyncComponent } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

export { useBrandName, useProductName } from './calls/names'
export const ProductDialog = defineAsyncComponent(() => import('./deeds/ProductDialog.vue'))

export const catalogueRoutes: RouteRecordRaw[] = [
  {
    path: '/products',
    name: 'products',
    component: () => import('./ProductsPage.vue'),
    meta: { needs: 'catalogue.read', help: 'products' },
  },
]
