// Notes money that was received.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function receivePayment(order_id: string, body: Wire['Receive'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/payments', {
      params: { path: { id: order_id }, header: once },
      body,
    }),
  )
}
