// Figures as people read them.

/** Basis points as a percentage: 9234 → `92.3%`. */
export function percent(bp: number | null | undefined): string {
  return typeof bp === 'number' ? `${(bp / 100).toFixed(1)}%` : '—'
}

/** Hundredths of a star: 463 → `4.63`. */
export function stars(hundredths: number | null | undefined): string {
  return typeof hundredths === 'number' ? (hundredths / 100).toFixed(2) : '—'
}

/** `2026-11-30` → `2026-12-01`. */
export function dayAfter(day: string): string {
  const after = new Date(`${day}T12:00:00Z`)
  after.setUTCDate(after.getUTCDate() + 1)
  return after.toISOString().slice(0, 10)
}
