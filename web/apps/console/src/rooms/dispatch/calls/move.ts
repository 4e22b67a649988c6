// Moves a visit to another time, with the window that the customer is told.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function moveVisit(visit: { visit_id: string; version: number }, body: Wire['Appointment'], once: Once) {
  return ask(
    api.POST('/api/v1/visits/{id}/appointment', {
      params: { path: { id: visit.visit_id }, header: seenAt(once, visit.version) },
      body,
    }),
  )
}
