// Takes in what came from a page.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function takeInOrder(order: Wire['OrderPage'], body: Wire['TakeIn'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/intake', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
