// Which orders a figure of the cockpit stands for, as it is written into the address of the list.
import type { Wire } from '@fieldloop/api'

/** Of those that were finished from a moment until before another: all, those out of time, those that one visit did not mend. */
export type Within = 'finished_within' | 'out_of_time' | 'not_at_once'
const withins: unknown[] = ['finished_within', 'out_of_time', 'not_at_once'] satisfies Within[]

export type Which =
  | { of: 'late' }
  | { of: 'due_soon'; minutes: number }
  | { of: 'opened' | 'finished'; from: string }
  | { of: Within; from: string; to: string }
  | { of: 'channel'; from: string; to: string; channel: Wire['Channel'] }
  | { of: 'technician'; from: string; to: string; technician: string; name: string }
  | { of: 'phase'; phase: Wire['OrderPhase'] }
  | { of: 'search'; words: string }

/** `{ of: 'phase', phase: 'serving' }` → `/orders?of=phase&phase=serving`. */
export function addressOf(which: Which): string {
  const query = new URLSearchParams(Object.entries(which).map(([name, value]) => [name, String(value)]))
  return `/orders?${query}`
}

/** Back again; what nobody wrote is all that are late. */
export function whichOf(query: Record<string, unknown>): Which {
  const { of, minutes, from, to, phase, words, channel, technician, name } = query
  if (of === 'due_soon' && /^\d{1,5}$/.test(String(minutes))) return { of, minutes: Number(minutes) }
  if ((of === 'opened' || of === 'finished') && Number.isFinite(Date.parse(String(from))))
    return { of, from: String(from) }
  const span = { from: String(from), to: String(to) }
  if (Number.isFinite(Date.parse(span.from)) && Number.isFinite(Date.parse(span.to))) {
    if (withins.includes(of)) return { of: of as Within, ...span }
    if (of === 'channel' && typeof channel === 'string') return { of, ...span, channel: channel as Wire['Channel'] }
    if (of === 'technician' && typeof technician === 'string')
      return { of, ...span, technician, name: typeof name === 'string' ? name : '' }
  }
  if (of === 'phase' && typeof phase === 'string') return { of, phase: phase as Wire['OrderPhase'] }
  if (of === 'search') return { of, words: typeof words === 'string' ? words : '' }
  return { of: 'late' }
}

/** What the server is asked for. */
export function filterOf(which: Which) {
  switch (which.of) {
    case 'late':
      return { late: true }
    case 'due_soon':
      return { due_within_minutes: which.minutes, due_ahead: true }
    case 'opened':
      return { opened_from_at: which.from }
    case 'finished':
      return { finished_from_at: which.from }
    case 'finished_within':
      return { finished_from_at: which.from, finished_to_at: which.to }
    case 'out_of_time':
      return { finished_from_at: which.from, finished_to_at: which.to, in_time: false }
    case 'not_at_once':
      return { finished_from_at: which.from, finished_to_at: which.to, fixed_at_once: false }
    case 'channel':
      return { opened_from_at: which.from, opened_to_at: which.to, channel: which.channel }
    case 'technician':
      return { finished_from_at: which.from, finished_to_at: which.to, technician_id: which.technician }
    case 'phase':
      return { phase: which.phase }
    case 'search':
      return { text: which.words }
  }
}
