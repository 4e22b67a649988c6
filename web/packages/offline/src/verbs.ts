// What a phone can ask for: each verb, the route it is replayed to, and whether what follows it has to wait for it.

interface Way {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `{id}` is the thing, `{part}` a part of it. */
  path: string
  /**
   * `milestone`: later deeds of its chain count on it; refused, it holds them up. `within`: counts on the milestone before it and holds up
   * nothing (an answer, a part). `free`: counts on nothing (a picture, a line of words), so that what was captured arrives in any case.
   */
  kind: 'milestone' | 'within' | 'free'
}

const step = (path: string): Way => ({ method: 'POST', path, kind: 'milestone' })
const note = (path: string): Way => ({ method: 'POST', path, kind: 'within' })
const free = (path: string): Way => ({ method: 'POST', path, kind: 'free' })

export const verbs = {
  'visit.accept': step('/api/v1/visits/{id}/acceptance'),
  'visit.decline': step('/api/v1/visits/{id}/declining'),
  'visit.depart': step('/api/v1/visits/{id}/departure'),
  'visit.arrive': step('/api/v1/visits/{id}/arrival'),
  'visit.start': step('/api/v1/visits/{id}/start'),
  'visit.complete': step('/api/v1/visits/{id}/completion'),
  'visit.void': step('/api/v1/visits/{id}/void-trip'),
  'visit.answer': note('/api/v1/visits/{id}/sop-answers'),
  'visit.evidence': free('/api/v1/visits/{id}/evidence'),
  'visit.evidence_back': free('/api/v1/visits/{id}/evidence-withdrawals'),
  'visit.part': note('/api/v1/visits/{id}/parts'),
  'visit.part_back': { method: 'DELETE', path: '/api/v1/visits/{id}/parts/{part}', kind: 'within' },
  'visit.expense': free('/api/v1/visits/{id}/expenses'),
  'order.charge': step('/api/v1/orders/{id}/charges'),
  'order.uncharge': step('/api/v1/charges/{part}/withdrawal'),
  'order.approve': step('/api/v1/orders/{id}/price-approvals'),
  'order.pay': note('/api/v1/orders/{id}/payments'),
  'order.say': free('/api/v1/orders/{id}/messages'),
  'promise.settle': free('/api/v1/promises/{id}/settlement'),
  'sale.place': free('/api/v1/sales'),
  'lead.open': step('/api/v1/leads'),
  'lead.edit': { method: 'PATCH', path: '/api/v1/leads/{id}', kind: 'within' },
  'lead.follow_up': note('/api/v1/leads/{id}/follow-ups'),
  'lead.lose': note('/api/v1/leads/{id}/loss'),
  'lead.reopen': note('/api/v1/leads/{id}/reopening'),
  'quote.draw': step('/api/v1/leads/{id}/quotes'),
  'quote.accept': note('/api/v1/quotes/{id}/acceptance'),
  positions: free('/api/v1/positions'),
} as const satisfies Record<string, Way>

export type Verb = keyof typeof verbs

export function isVerb(name: string): name is Verb {
  return name in verbs
}

export function isMilestone(verb: Verb): boolean {
  return verbs[verb].kind === 'milestone'
}

/** Whether it can happen but once to its thing: done again before it was sent, it is the same deed. */
export function isOnce(verb: Verb): boolean {
  return isMilestone(verb) && verb.startsWith('visit.')
}

/** Whether it may go whatever became of what was done before it. */
export function isFree(verb: Verb): boolean {
  return verbs[verb].kind === 'free'
}

/** The address of a deed. */
export function addressOf(verb: Verb, id: string, part = ''): string {
  return verbs[verb].path.replace('{id}', encodeURIComponent(id)).replace('{part}', encodeURIComponent(part))
}
