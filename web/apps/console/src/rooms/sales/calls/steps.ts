// Moves a sale on its way; each step is refused as stale when somebody moved it in between.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

type Sale = Wire['SaleShown']
export type Step = 'prepare' | 'ship' | 'deliver' | 'accept'

const paths = {
  prepare: '/api/v1/sales/{id}/preparation',
  ship: '/api/v1/sales/{id}/shipment',
  deliver: '/api/v1/sales/{id}/delivery',
  accept: '/api/v1/sales/{id}/acceptance',
} as const satisfies Record<Step, string>

export const takeStep = (sale: Sale, step: Step, once: Once): Promise<unknown> =>
  ask(api.POST(paths[step], { params: { path: { id: sale.id }, header: seenAt(once, sale.version) }, body: {} }))

export const receiveForSale = (sale: Sale, body: Wire['Receive'], once: Once) =>
  ask(api.POST('/api/v1/sales/{id}/payments', { params: { path: { id: sale.id }, header: once }, body }))

export const openInstallOrders = (sale: Sale, once: Once) =>
  ask(api.POST('/api/v1/sales/{id}/install-orders', { params: { path: { id: sale.id }, header: once }, body: {} }))

export const cancelSale = (sale: Sale, body: Wire['CallOff'], once: Once) =>
  ask(
    api.POST('/api/v1/sales/{id}/cancellation', {
      params: { path: { id: sale.id }, header: seenAt(once, sale.version) },
      body,
    }),
  )
