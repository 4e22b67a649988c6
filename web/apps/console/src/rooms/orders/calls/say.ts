// Writes a line to an order's conversation.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function postMessage(id: string, body: Wire['NewMessage'], header: Once) {
  return ask(api.POST('/api/v1/orders/{id}/messages', { params: { path: { id }, header }, body }))
}
