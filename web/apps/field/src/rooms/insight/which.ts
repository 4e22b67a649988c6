// Which orders a figure of the cockpit stands for, as it is written into the address of the list.
import type { Wire } from '@fieldloop/api'

export type Which =
  | { of: 'late' }
  | { of: 'due_soon'; minutes: number }
  | { of: 'opened' | 'finished'; from: string }
  | { of: 'phase'; phase: Wire['OrderPhase'] }
  | { of: 'search'; words: string }

/** `{ of: 'phase', phase: 'serving' }` → `/orders?of=phase&phase=serving`. */
export function addressOf(which: Which): string {
  const query = new URLSearchParams(Object.entries(which).map(([name, value]) => [name, String(value)]))
  return `/orders?${query}`
}

/** Back again; what nobody wrote is all that are late. */
export function whichOf(query: Record<string, unknown>): Which {
  const { of, minutes, from, phase, words } = query
  if (of === 'due_soon' && /^\d{1,5}$/.test(String(minutes))) return { of, minutes: Number(minutes) }
  if ((of === 'opened' || of === 'finished') && Number.isFinite(Date.parse(String(from))))
    return { of, from: String(from) }
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
    case 'phase':
      return { phase: which.phase }
    case 'search':
      return { text: which.words }
  }
}
