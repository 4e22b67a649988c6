// The trade as the company defined it: order types, procedures, prices, promised times, faults; and packs to install.
import { defineAsyncComponent } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

/** The packs of the program, to install one. */
export const PacksPart = defineAsyncComponent(() => import('./PacksPart.vue'))

export const lowcodeRoutes: RouteRecordRaw[] = [
  {
    path: '/trade',
    name: 'trade',
    component: () => import('./TradePage.vue'),
    meta: { needs: 'catalogue.read', help: 'trade' },
  },
]
