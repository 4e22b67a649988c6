// Notes money that was given back.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function refundPayment(order_id: string, body: Wire['Refund'], once: Once) {
  return ask(
    api.POST('/api/v1/orders/{id}/refunds', {
      params: { path: { id: order_id }, header: once },
      body,
    }),
  )
}
