// Decides an item's warranty by hand.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function overrideWarranty(
  order: Wire['OrderPage'],
  item: Wire['ItemOnPage'],
  body: Wire['OverrideWarranty'],
  once: Once,
) {
  return ask(
    api.POST('/api/v1/orders/{id}/items/{item}/verdict', {
      params: { path: { id: order.id, item: item.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
