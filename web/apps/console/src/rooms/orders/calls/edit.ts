// Corrects what was noted of an order.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function editOrder(order: Wire['OrderPage'], body: Wire['EditOrder'], once: Once) {
  return ask(
    api.PATCH('/api/v1/orders/{id}', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
