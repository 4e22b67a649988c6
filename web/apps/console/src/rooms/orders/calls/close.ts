// Closes a finished order.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function closeOrder(order: Wire['OrderPage'], body: Wire['Nothing'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/closing', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
