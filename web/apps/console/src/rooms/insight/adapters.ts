// Figures as the cockpit says them.

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
