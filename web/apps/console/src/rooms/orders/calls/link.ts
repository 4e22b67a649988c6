// Says that another order belongs to this one.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function linkOrder(order: Wire['OrderPage'], body: Wire['Link'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/links', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
