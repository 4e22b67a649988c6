// Takes an offer or an assignment back; the visit waits again.
import { api, ask } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function takeVisitBack(visit: { visit_id: string; version: number }, note: string, once: Once) {
  return ask(
    api.POST('/api/v1/visits/{id}/withdrawal', {
      params: { path: { id: visit.visit_id }, header: seenAt(once, visit.version) },
      body: { note },
    }),
  )
}
