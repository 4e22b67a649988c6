// Quality: what customers say afterwards.
import type { RouteRecordRaw } from 'vue-router'

export const qualityRoutes: RouteRecordRaw[] = [
  {
    path: '/reviews',
    name: 'reviews',
    component: () => import('./ReviewsPage.vue'),
    meta: { needs: 'reviews.read', help: 'reviews' },
  },
]
