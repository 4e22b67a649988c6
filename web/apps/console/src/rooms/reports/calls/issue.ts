// Issues a report of the order as it is now.
import { api, ask } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export const issueReport = (order: string, header: Once) =>
  ask(api.POST('/api/v1/orders/{id}/reports', { params: { path: { id: order }, header }, body: {} }))
