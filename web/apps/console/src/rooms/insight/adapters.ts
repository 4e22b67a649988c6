// Figures as the cockpit says them.
import type { Wire } from '@fieldloop/api'

/** Exceptions by their kind, the latest first within each, in the order in which the server tells of the kinds. */
export function byKind(items: Wire['Exception'][]): { kind: Wire['ExceptionKind']; items: Wire['Exception'][] }[] {
  const kinds = [...new Set(items.map((each) => each.kind))]
  return kinds.map((kind) => ({
    kind,
    items: items.filter((each) => each.kind === kind).sort((a, b) => b.since.localeCompare(a.since)),
  }))
}

/** How a figure moved against the period before: how far, in its own words, and whether that is good news. */
export interface Moved {
  way: 'up' | 'down' | 'same'
  text: string
  good?: boolean
}

type Measure = 'count' | 'rate' | 'stars'

/** Nothing where one of the two is not known. More of a count is neither good nor bad. */
export function moved(
  now: number | null | undefined,
  then: number | null | undefined,
  measure: Measure,
): Moved | undefined {
  if (typeof now !== 'number' || typeof then !== 'number') return undefined
  // what is told with one decimal moves by tenths
  const by = measure === 'rate' ? Math.round((now - then) / 10) * 10 : now - then
  const way = by > 0 ? 'up' : by < 0 ? 'down' : 'same'
  const good = measure === 'count' || !by ? undefined : by > 0
  if (measure === 'rate') return { way, good, text: `${(Math.abs(by) / 100).toFixed(1)}` }
  if (measure === 'stars') return { way, good, text: stars(Math.abs(by)) }
  return { way, good, text: count(Math.abs(by)) }
}

/** A part of a whole in basis points; nothing of nothing. */
export function shareBp(part: number, whole: number): number | undefined {
  return whole > 0 ? Math.round((part * 10_000) / whole) : undefined
}

/** All orders that came in, by whatever door. */
export function openedOf(cockpit: Wire['Cockpit'] | undefined): number | undefined {
  return cockpit?.channels.reduce((sum, each) => sum + each.count, 0)
}

/** Basis points as a percentage with one decimal: 9234 → `92.3%`. */
export function percent(bp: number | null | undefined): string {
  if (bp === null || bp === undefined) return '—'
  const tenths = Math.round(bp / 10)
  return `${Math.trunc(tenths / 10)}.${tenths % 10}%`
}

/** Hundredths of a star: 463 → `4.63`. */
export function stars(hundredths: number | null | undefined): string {
  if (hundredths === null || hundredths === undefined) return '—'
  return `${Math.trunc(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`
}

/** The end of an axis: the next round number at or above the largest, at least four steps of one. */
export function axisEnd(largest: number): number {
  if (largest <= 4) return 4
  const size = 10 ** Math.floor(Math.log10(largest))
  const found = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].find(
    (each) => each * size >= largest && (each * size) % 4 === 0,
  )
  return (found ?? 10) * size
}

/** A count with its thousands apart. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}
