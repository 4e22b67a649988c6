// The trade as the company defined it: order types, procedures, prices, promised times, faults; and packs to install.
import type { RouteRecordRaw } from 'vue-router'

export const lowcodeRoutes: RouteRecordRaw[] = [
  {
    path: '/trade',
    name: 'trade',
    component: () => import('./TradePage.vue'),
    meta: { needs: 'catalogue.read', help: 'trade' },
  },
]
