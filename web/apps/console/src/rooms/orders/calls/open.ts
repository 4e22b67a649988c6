// Opens an order.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function openOrder(body: Wire['NewOrder'], header: Once) {
  return ask(api.POST('/api/v1/orders', { params: { header }, body }))
}
