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

/** A count with its thousands apart. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}
