// The waiting list as one searches and sorts it.
import type { Wire } from '@fieldloop/api'

export const sorts = ['due', 'urgency', 'window'] as const
export type Sort = (typeof sorts)[number]

const rank: Record<Wire['Urgency'], number> = { emergency: 0, high: 1, normal: 2, low: 3 }
const never = Number.POSITIVE_INFINITY
const at = (moment: string | null | undefined) => (moment ? Date.parse(moment) : never)

/** Those with every word in number, text, kind or district; by due time, by urgency, or by the window. */
export function found(
  visits: readonly Wire['Unassigned'][],
  text: string,
  sort: Sort,
  said: (visit: Wire['Unassigned']) => string,
): Wire['Unassigned'][] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const matching = visits.filter((visit) => {
    if (!words.length) return true
    const all = said(visit).toLowerCase()
    return words.every((word) => all.includes(word))
  })
  const due = (visit: Wire['Unassigned']) => at(visit.next_due_at)
  const by: Record<Sort, (a: Wire['Unassigned'], b: Wire['Unassigned']) => number> = {
    due: (a, b) => order(due(a), due(b)),
    urgency: (a, b) => rank[a.urgency] - rank[b.urgency] || b.priority - a.priority || order(due(a), due(b)),
    window: (a, b) => order(at(a.window_from_at), at(b.window_from_at)) || order(due(a), due(b)),
  }
  return matching.sort(by[sort])
}

/** Also for two that are never due, whose difference is no number. */
function order(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}
