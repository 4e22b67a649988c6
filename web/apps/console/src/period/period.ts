// Periods of whole days: a named one or two days of one's own, and the period before it to compare with.

export const presets = ['today', '7d', '30d', 'month'] as const
export type Preset = (typeof presets)[number] | 'custom'

/** Both days belong to it: `2026-09-01` to `2026-09-07` are seven. */
export interface Days {
  from: string
  to: string
}

const day_ms = 24 * 60 * 60_000
const days_of: Record<string, number> = { today: 1, '7d': 7, '30d': 30 }

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
}

export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * day_ms).toISOString().slice(0, 10)
}

/** How many days a period has. */
export function lengthOf({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / day_ms) + 1
}

/** The days of a named period that ends today. */
export function daysOf(preset: Exclude<Preset, 'custom'>, today: string): Days {
  if (preset === 'month') return { from: `${today.slice(0, 7)}-01`, to: today }
  return { from: plusDays(today, 1 - (days_of[preset] ?? 1)), to: today }
}

/** The days to compare with: of a month the same days of the month before, else as many days just before. */
export function before(preset: Preset, days: Days): Days {
  if (preset !== 'month') {
    const length = lengthOf(days)
    return { from: plusDays(days.from, -length), to: plusDays(days.from, -1) }
  }
  const last = plusDays(days.from, -1)
  const same = `${last.slice(0, 8)}${days.to.slice(8)}`
  return { from: `${last.slice(0, 8)}01`, to: same < last ? same : last }
}
