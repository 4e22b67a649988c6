// Cancels a visit before anybody is there.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function cancelVisit(visit: Wire['VisitOnPage'], body: Wire['Cancelling'], once: Once) {
  return ask(
    api.POST('/api/v1/visits/{id}/cancellation', {
      params: { path: { id: visit.id }, header: seenAt(once, visit.version) },
      body,
    }),
  )
}
