// What the office or the customer did to one's visits meanwhile: taken off them, called off, another appointment.
import type { Wire } from '@fieldloop/api'
import type { Deed } from '@fieldloop/offline'

type Row = Wire['VisitRow']

export interface Change {
  kind: 'taken_off' | 'called_off' | 'moved'
  visit_id: string
  /** The order's number and whose it is. */
  about: string
  /** When the customer expects somebody now; for `moved`. */
  window_from_at?: string
  window_to_at?: string
  at_ms: number
}

/** Deeds after which a visit goes from the list by itself. */
const ending = new Set(['visit.complete', 'visit.void', 'visit.decline'])
/** An offer that ran out or went to somebody else is no news: it was not theirs yet. */
const taken_on = new Set<Wire['VisitStatus']>(['accepted', 'departed', 'arrived', 'working'])

/** Visits that were theirs and are not on the list any more, though nothing on this phone ended them. */
export function goneFrom(before: Row[], now: Row[], deeds: Deed[]): Row[] {
  const left = new Set(now.map((row) => row.visit.id))
  const ended = new Set(
    deeds.filter((each) => ending.has(each.verb) && each.state !== 'dropped').map((each) => each.id),
  )
  return before.filter(({ visit }) => taken_on.has(visit.status) && !left.has(visit.id) && !ended.has(visit.id))
}

/** Visits whose appointment is another one than before. */
export function movedFrom(before: Row[], now: Row[]): Row[] {
  const known = new Map(before.map(({ visit }) => [visit.id, visit.window_version]))
  return now.filter(({ visit }) => {
    const was = known.get(visit.id)
    return was !== undefined && was !== visit.window_version && taken_on.has(visit.status)
  })
}

export const aboutRow = ({ order }: Row) => `${order.number} ${order.contact_name}`

/** The newest of each visit alone, the newest first. */
export function withChange(changes: Change[], more: Change): Change[] {
  return [more, ...changes.filter((each) => each.visit_id !== more.visit_id)].slice(0, changes_max)
}
const changes_max = 20
