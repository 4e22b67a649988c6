// Cancels an order and gives everything back.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function cancelOrder(order: Wire['OrderPage'], body: Wire['Cancel'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/cancellation', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
