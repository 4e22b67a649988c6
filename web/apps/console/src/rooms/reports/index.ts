// Service reports: their versions on the order's page, and those of a machine's orders in its file.
import { defineAsyncComponent } from 'vue'

export const OrderReports = defineAsyncComponent(() => import('./OrderReports.vue'))
export const MachineReports = defineAsyncComponent(() => import('./MachineReports.vue'))
