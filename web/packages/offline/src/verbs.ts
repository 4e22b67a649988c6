// What a phone can ask for: each verb, the route it is replayed to, and whether what follows it has to wait for it.

interface Way {
  method: 'POST' | 'PUT' | 'DELETE'
  /** `{id}` is the thing, `{part}` a part of it. */
  path: string
  /** Later deeds of the same chain count on it: refused, it holds them up. What commutes (a photo, a note) holds up nothing. */
  milestone: boolean
}

const step = (path: string): Way => ({ method: 'POST', path, milestone: true })
const note = (path: string): Way => ({ method: 'POST', path, milestone: false })

export const verbs = {
  'visit.accept': step('/api/v1/visits/{id}/acceptance'),
  'visit.decline': step('/api/v1/visits/{id}/declining'),
  'visit.depart': step('/api/v1/visits/{id}/departure'),
  'visit.arrive': step('/api/v1/visits/{id}/arrival'),
  'visit.start': step('/api/v1/visits/{id}/start'),
  'visit.complete': step('/api/v1/visits/{id}/completion'),
  'visit.void': step('/api/v1/visits/{id}/void-trip'),
  'visit.answer': note('/api/v1/visits/{id}/sop-answers'),
  'visit.evidence': note('/api/v1/visits/{id}/evidence'),
  'visit.part': note('/api/v1/visits/{id}/parts'),
  'visit.part_back': { method: 'DELETE', path: '/api/v1/visits/{id}/parts/{part}', milestone: false },
  'order.charge': step('/api/v1/orders/{id}/charges'),
  'order.uncharge': step('/api/v1/charges/{part}/withdrawal'),
  'order.approve': step('/api/v1/orders/{id}/price-approvals'),
  'order.pay': note('/api/v1/orders/{id}/payments'),
  'order.say': note('/api/v1/orders/{id}/messages'),
  'promise.settle': note('/api/v1/promises/{id}/settlement'),
  'sale.place': note('/api/v1/sales'),
  positions: note('/api/v1/positions'),
} as const satisfies Record<string, Way>

export type Verb = keyof typeof verbs

export function isVerb(name: string): name is Verb {
  return name in verbs
}

export function isMilestone(verb: Verb): boolean {
  return verbs[verb].milestone
}

/** The address of a deed. */
export function addressOf(verb: Verb, id: string, part = ''): string {
  return verbs[verb].path.replace('{id}', encodeURIComponent(id)).replace('{part}', encodeURIComponent(part))
}
