// Money: the ledger, where everything that was booked stands and nothing is overwritten.
import type { RouteRecordRaw } from 'vue-router'

export const moneyRoutes: RouteRecordRaw[] = [
  {
    path: '/ledger',
    name: 'ledger',
    component: () => import('./LedgerPage.vue'),
    meta: { needs: 'money.read', help: 'ledger' },
  },
  {
    path: '/expenses',
    name: 'expenses',
    component: () => import('./ExpensesPage.vue'),
    meta: { needs: 'expenses.approve', help: 'expenses' },
  },
]
