// Offers a visit to a technician, or assigns it without asking.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

/** Ask and wait for the answer, or confirm at once. */
export type Way = 'offer' | 'assign'

export function sendVisit(way: Way, visit: { visit_id: string; version: number }, body: Wire['Choice2'], once: Once) {
  const params = { path: { id: visit.visit_id }, header: seenAt(once, visit.version) }
  return way === 'offer'
    ? ask(api.POST('/api/v1/visits/{id}/offers', { params, body }))
    : ask(api.POST('/api/v1/visits/{id}/assignment', { params, body }))
}
