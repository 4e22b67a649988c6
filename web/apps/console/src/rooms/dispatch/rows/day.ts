// A technician's day as the views draw it: bars in lanes, working time, leave, how full it is. Worked out once for each answer of the server.
import type { Wire } from '@fieldloop/api'
import { lanesOf } from '../gantt/lanes'
import type { Span } from '../gantt/scale'

export interface Bar extends Span {
  visit: Wire['BoardVisit']
  lane: number
}

export interface PersonDay {
  person: Wire['BoardRow']
  bars: Bar[]
  lanes: number
  work: Span[]
  leave: Span[]
  /** Minutes on site that are booked. */
  booked_minutes: number
  /** Minutes on site that are asked for and not answered. */
  offered_minutes: number
  late: number
}

const minute_ms = 60_000
const known = new WeakMap<Wire['BoardRow'], PersonDay>()

/** The day of a row; the same object for the same row, so that what did not change is not drawn again. */
export function dayOfPerson(person: Wire['BoardRow']): PersonDay {
  const before = known.get(person)
  if (before) return before
  const spans = person.visits.map((visit) => spanOf(visit))
  const { lanes, count } = lanesOf(spans)
  const bars = person.visits.map((visit, at) => ({ ...(spans[at] as Span), visit, lane: lanes[at] ?? 0 }))
  const minutes = (is_offer: boolean) =>
    bars.filter((bar) => bar.visit.is_offer === is_offer).reduce((sum, bar) => sum + (bar.to - bar.from), 0) / minute_ms
  const shifts = (kind: Wire['ShiftKind']) => person.shifts.filter((shift) => shift.kind === kind).map(spanOfShift)
  const day: PersonDay = {
    person,
    bars,
    lanes: count,
    work: shifts('work'),
    leave: shifts('leave'),
    booked_minutes: minutes(false),
    offered_minutes: minutes(true),
    late: bars.filter((bar) => bar.visit.is_late).length,
  }
  known.set(person, day)
  return day
}

export function spanOf(visit: Pick<Wire['BoardVisit'], 'planned_from_at' | 'planned_to_at'>): Span {
  return { from: Date.parse(visit.planned_from_at), to: Date.parse(visit.planned_to_at) }
}

function spanOfShift(shift: Wire['ShiftShown']): Span {
  return { from: Date.parse(shift.from_at), to: Date.parse(shift.to_at) }
}

/** What a technician has on one of several days, for the week. */
export interface DayLoad {
  visits: number
  booked_minutes: number
  offered_minutes: number
  work_minutes: number
  is_on_leave: boolean
  wrong: number
}

/** The load of a day between two moments: visits by their begin, working time less leave. */
export function loadOf(person: Wire['BoardRow'], day: Span): DayLoad {
  const { bars, work, leave } = dayOfPerson(person)
  const own = bars.filter((bar) => bar.from >= day.from && bar.from < day.to)
  const minutes = (some: Span[]) => some.reduce((sum, each) => sum + each.to - each.from, 0) / minute_ms
  const within = (some: Span[]) =>
    some
      .map((each) => ({ from: Math.max(each.from, day.from), to: Math.min(each.to, day.to) }))
      .filter((each) => each.to > each.from)
  const working = within(work)
  const away = within(leave).flatMap((off) =>
    working
      .map((on) => ({ from: Math.max(on.from, off.from), to: Math.min(on.to, off.to) }))
      .filter((each) => each.to > each.from),
  )
  return {
    visits: own.length,
    booked_minutes: minutes(own.filter((bar) => !bar.visit.is_offer)),
    offered_minutes: minutes(own.filter((bar) => bar.visit.is_offer)),
    work_minutes: Math.max(0, minutes(working) - minutes(away)),
    is_on_leave: within(leave).length > 0,
    wrong: own.filter((bar) => bar.visit.is_late || bar.visit.overlaps || bar.visit.is_outside_shift).length,
  }
}
