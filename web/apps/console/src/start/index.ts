// The first-run guide of a new company: what is still to be set up, read from what the company has; not a flag anywhere.
import { defineAsyncComponent } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

export { isNewCompany } from './calls'

/** The way to the guide, in the frame until everything needed is there. */
export const StartLink = defineAsyncComponent(() => import('./StartLink.vue'))

export const startRoutes: RouteRecordRaw[] = [
  {
    path: '/start',
    name: 'start',
    component: () => import('./StartPage.vue'),
    meta: { needs: 'company.admin', help: 'start' },
  },
]
