// A machine's own file on the phone: found by its label or its plate, with what was done to it.
import type { RouteRecordRaw } from 'vue-router'

export { sameSerial } from './code'
export { keepMachine } from './machine'

export const machineRoutes: RouteRecordRaw[] = [
  { path: '/machines/:id', name: 'machine', component: () => import('./MachinePage.vue'), props: true },
]
