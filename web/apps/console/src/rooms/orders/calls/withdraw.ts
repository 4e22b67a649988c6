// Takes an offer or an assignment back.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function withdrawVisit(visit: Wire['VisitOnPage'], body: Wire['Withdrawal'], once: Once) {
  return ask(
    api.POST('/api/v1/visits/{id}/withdrawal', {
      params: { path: { id: visit.id }, header: seenAt(once, visit.version) },
      body,
    }),
  )
}
