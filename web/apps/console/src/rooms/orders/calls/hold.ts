// Puts an order on hold.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function holdOrder(order: Wire['OrderPage'], body: Wire['Hold'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/holds', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
