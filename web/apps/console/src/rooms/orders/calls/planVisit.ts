// Plans another visit of an order, for nobody yet.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function planVisit(order: Wire['OrderPage'], body: Wire['PlanVisit'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/visits', {
      params: { path: { id: order.id }, header: seenAt(once, order.version) },
      body,
    }),
  )
}
