// What others do while one works, as short lines: one for each visit and burst, the assignment instead of its two steps.
import type { LiveEvent } from '@fieldloop/api'

export interface Happened {
  seq: number
  visit_id: string
  order_id: string
  /** `event.…` words, or `board.notice_…` for what is said in one. */
  kind: string
  actor: string
  facts: Record<string, unknown>
}

/** What changes where somebody is or has to be. */
const told: ReadonlySet<string> = new Set([
  'visit.planned',
  'visit.offered',
  'visit.accepted',
  'visit.declined',
  'visit.offer_expired',
  'visit.withdrawn',
  'visit.rescheduled',
  'visit.appointed',
  'visit.cancelled',
  'visit.crew_joined',
  'visit.crew_left',
  'visit.departed',
  'visit.arrived',
  'visit.started',
  'visit.finished',
  'visit.void_trip',
  'visit.no_candidates',
  'visit.grab_opened',
  'visit.grab_taken',
  'visit.grab_expired',
])

export function happenedIn(events: readonly LiveEvent[]): Happened[] {
  const last = new Map<string, Happened>()
  for (const event of events) {
    const visit_id = subject(event, 'visit')
    if (!visit_id || !told.has(event.kind)) continue
    const before = last.get(visit_id)
    const facts = { ...before?.facts, ...record(event.data) }
    const actor = event.actor ?? ''
    // somebody of the office offers and accepts in one breath: they assigned it
    const assigned = event.kind === 'visit.accepted' && before?.kind === 'visit.offered' && before.actor === actor
    const kind = assigned ? 'visit.assigned' : event.kind
    last.set(visit_id, { seq: event.seq, visit_id, order_id: subject(event, 'order') ?? '', kind, actor, facts })
  }
  return [...last.values()].sort((a, b) => a.seq - b.seq)
}

function subject(event: LiveEvent, kind: string): string | undefined {
  return event.subjects.find((each) => each.kind === kind)?.id
}

function record(facts: unknown): Record<string, unknown> {
  return typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>) : {}
}
