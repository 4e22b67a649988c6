// Merges an order into the one that stays.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function mergeOrder(order: Wire['OrderPage'], body: Wire['Merge'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/merging', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
