// Says which parts a visit waits for, and when they are expected; none once all are there.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export const awaitParts = (visit: Wire['VisitOnPage'], parts: Wire['AwaitedPart'][], once: Once) =>
  ask(
    api.PUT('/api/v1/visits/{id}/awaited-parts', {
      params: { path: { id: visit.id }, header: seenAt(once, visit.version) },
      body: { parts },
    }),
  )
