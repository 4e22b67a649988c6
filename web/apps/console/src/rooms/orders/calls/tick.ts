// Adds lines of the price list.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function tickCharges(order: Wire['OrderPage'], body: Wire['Tick'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/charges', {
      params: { path: { id: order.id }, header: once },
      body,
    }),
  )
}
