// Hands an order to another outlet.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function transferOrder(order: Wire['OrderPage'], body: Wire['Transfer'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/transfers', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
