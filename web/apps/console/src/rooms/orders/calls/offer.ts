// Offers a visit to a technician, who may say no.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function offerVisit(visit: Wire['VisitOnPage'], body: Wire['Choice2'], once: Once) {
  return ask(
    api.POST('/api/v1/visits/{id}/offers', {
      params: { path: { id: visit.id }, header: seenAt(once, visit.version) },
      body,
    }),
  )
}
