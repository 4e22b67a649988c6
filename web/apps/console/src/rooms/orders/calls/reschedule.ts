// Moves a visit to another window.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function rescheduleVisit(visit: Wire['VisitOnPage'], body: Wire['Appointment'], once: Once) {
  return ask(
    api.POST('/api/v1/visits/{id}/appointment', {
      params: { path: { id: visit.id }, header: seenAt(once, visit.version) },
      body,
    }),
  )
}
