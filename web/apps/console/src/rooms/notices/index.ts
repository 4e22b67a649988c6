// Notices: what people are told, and in which words.
import type { RouteRecordRaw } from 'vue-router'

export const noticeRoutes: RouteRecordRaw[] = [
  {
    path: '/notices',
    name: 'notices',
    component: () => import('./NoticesPage.vue'),
    meta: { needs: 'orders.talk', help: 'notices' },
  },
]
