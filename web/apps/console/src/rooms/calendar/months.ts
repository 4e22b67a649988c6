// Months as a grid of weeks that begin on Monday.

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export interface Month {
  /** `2026-09` */
  name: string
  /** Empty places before the first. */
  blank: number
  days: string[]
}

/** So many months from one on, and the name of the month after them. */
export function monthsFrom(first: string, many: number): { all: Month[]; next: string } {
  const [year = 1970, month = 1] = first.split('-').map(Number)
  const named = (by: number) => new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 7)
  const all = Array.from({ length: many }, (_, by) => {
    const name = named(by)
    const length = new Date(Date.UTC(year, month + by, 0)).getUTCDate()
    return {
      name,
      blank: (new Date(`${name}-01`).getUTCDay() + 6) % 7,
      days: Array.from({ length }, (_, nth) => `${name}-${String(nth + 1).padStart(2, '0')}`),
    }
  })
  return { all, next: named(many) }
}
