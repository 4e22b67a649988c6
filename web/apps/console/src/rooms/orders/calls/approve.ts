// Notes the customer's yes to the total as it was read out.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenFact } from '../../../deed/deed'

export function approvePrice(money: Wire['OrderMoney'], body: Wire['Approve'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/price-approvals', {
      params: { path: { id: money.order_id }, header: seenFact(once, 'prices', money.prices) },
      body,
    }),
  )
}
