// Counts that somebody asked.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function chaseOrder(id: string, body: Wire['Chase'], header: Once) {
  return ask(api.POST('/api/v1/orders/{id}/chases', { params: { path: { id }, header }, body }))
}
