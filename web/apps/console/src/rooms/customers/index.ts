// Households: one timeline each, from the sale to scrapping.
import { defineAsyncComponent } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

export { customerFile, useCustomer } from './calls/customer'
export { searchCustomers, useCaller } from './calls/customers'
export { machineFile, searchMachines } from './calls/machines'
export { openAsset, openCustomer } from './calls/open'
export { revealAddress } from './calls/revealAddress'
export { revealPhone } from './calls/revealPhone'
export { verdictShown } from './verdict'
export const LinksDialog = defineAsyncComponent(() => import('./links/LinksDialog.vue'))
export const SiteDialog = defineAsyncComponent(() => import('./SiteDialog.vue'))

export const customerRoutes: RouteRecordRaw[] = [
  {
    path: '/customers',
    name: 'customers',
    component: () => import('./CustomersPage.vue'),
    meta: { needs: 'customers.read', help: 'customers' },
  },
  {
    path: '/customers/:id',
    name: 'customer',
    component: () => import('./CustomerPage.vue'),
    props: true,
    meta: { needs: 'customers.read', help: 'customer' },
  },
  {
    path: '/machines',
    name: 'machines',
    component: () => import('./MachinesPage.vue'),
    meta: { needs: 'assets.read', help: 'machines' },
  },
  {
    path: '/machines/labels',
    name: 'labels',
    component: () => import('./labels/LabelsPage.vue'),
    meta: { needs: 'assets.read', help: 'labels' },
  },
  {
    path: '/machines/:id',
    name: 'machine',
    component: () => import('./MachinePage.vue'),
    props: true,
    meta: { needs: 'assets.read', help: 'machine' },
  },
]
