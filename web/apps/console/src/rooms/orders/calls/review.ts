// Records what the customer says of a finished order.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function reviewOrder(order: Wire['OrderPage'], body: Wire['GiveReview'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/review', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
