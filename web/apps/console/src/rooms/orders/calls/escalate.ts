// Lifts an order, a tier up where asked.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function escalateOrder(order: Wire['OrderPage'], body: Wire['Escalate'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/escalations', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
