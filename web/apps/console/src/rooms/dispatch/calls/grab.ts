// Puts a visit up for grabs: all who fit see it, the first has it; or takes it out again.
import { api, ask } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

interface Seen {
  visit_id: string
  version: number
}

export const openGrab = (visit: Seen, once: Once) =>
  ask(
    api.POST('/api/v1/visits/{id}/grab', {
      params: { path: { id: visit.visit_id }, header: seenAt(once, visit.version) },
      body: {},
    }),
  )

export const withdrawGrab = (visit: Seen, once: Once) =>
  ask(api.DELETE('/api/v1/visits/{id}/grab', { params: { path: { id: visit.visit_id }, header: once }, body: {} }))
