// Lets an order on hold go on.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function releaseOrder(order: Wire['OrderPage'], body: Wire['Nothing'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/release', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
