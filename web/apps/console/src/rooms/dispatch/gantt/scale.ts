// The hours of a day as pixels: from where to where a day is drawn, and from moments to places and back.

export interface Span {
  from: number
  to: number
}

const minute_ms = 60_000
export const hour_ms = 60 * minute_ms
/** Bookings are in slots of five minutes; a hand on a mouse aims at quarters of an hour. */
export const step_ms = 15 * minute_ms

/** A day's hours on screen: `left + (at − from) × px_per_ms`. */
export interface Scale extends Span {
  width_px: number
}

/** Whole hours around everything that is to be seen, the usual hours of work at least, never beyond the day. */
export function hoursOf(day: Span, shown: Span[]): Span {
  const usual = { from: day.from + 8 * hour_ms, to: day.from + 18 * hour_ms }
  const inside = shown.filter((each) => each.to > day.from && each.from < day.to)
  const from = Math.min(usual.from, ...inside.map((each) => each.from))
  const to = Math.max(usual.to, ...inside.map((each) => each.to))
  const down = day.from + Math.floor((from - day.from) / hour_ms) * hour_ms
  const up = day.from + Math.ceil((to - day.from) / hour_ms) * hour_ms
  return { from: Math.max(day.from, down), to: Math.min(day.to, up) }
}

export function scaleOf(hours: Span, width_px: number): Scale {
  return { ...hours, width_px }
}

export function xOf(at: number, scale: Scale): number {
  return ((at - scale.from) / (scale.to - scale.from)) * scale.width_px
}

export function momentAt(x: number, scale: Scale): number {
  return scale.from + (x / scale.width_px) * (scale.to - scale.from)
}

/** A stretch as place and width, cut at the ends of the day; nothing where it lies outside. */
export function boxOf(span: Span, scale: Scale): { left: number; width: number } | undefined {
  const from = Math.max(span.from, scale.from)
  const to = Math.min(span.to, scale.to)
  if (to <= from) return undefined
  const left = xOf(from, scale)
  return { left, width: xOf(to, scale) - left }
}

/** The nearest step, counted from the day's start. */
export function snapped(at: number, day_from: number, step = step_ms): number {
  return day_from + Math.round((at - day_from) / step) * step
}

/** Every full hour from the first to the last. */
export function ticks(scale: Span): number[] {
  return Array.from({ length: Math.round((scale.to - scale.from) / hour_ms) + 1 }, (_, at) => scale.from + at * hour_ms)
}
