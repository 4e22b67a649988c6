// Assigns a visit to a technician without asking.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function assignVisit(visit: Wire['VisitOnPage'], body: Wire['Choice2'], once: Once) {
  return ask(
    api.POST('/api/v1/visits/{id}/assignment', {
      params: { path: { id: visit.id }, header: seenAt(once, visit.version) },
      body,
    }),
  )
}
