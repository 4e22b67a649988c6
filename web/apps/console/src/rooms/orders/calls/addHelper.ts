// Sends a helper along.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function addHelper(visit: Wire['VisitOnPage'], body: Wire['NewMember'], once: Once) {
  return ask(
    api.POST('/api/v1/visits/{id}/crew', {
      params: { path: { id: visit.id }, header: seenAt(once, visit.version) },
      body,
    }),
  )
}
