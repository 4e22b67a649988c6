// Bars that overlap lie under each other: which lane each takes, and how many lanes there are.
import type { Span } from './scale'

/** The first lane that is free when a bar begins, the earliest first; ends and begins may touch. */
export function lanesOf(bars: readonly Span[]): { lanes: number[]; count: number } {
  const order = bars.map((_, at) => at).sort((a, b) => begins(bars, a) - begins(bars, b) || a - b)
  const ends: number[] = []
  const lanes = new Array<number>(bars.length).fill(0)
  for (const at of order) {
    const bar = bars[at]
    if (!bar) continue
    const free = ends.findIndex((end) => end <= bar.from)
    const lane = free < 0 ? ends.length : free
    ends[lane] = bar.to
    lanes[at] = lane
  }
  return { lanes, count: Math.max(1, ends.length) }
}

function begins(bars: readonly Span[], at: number): number {
  return bars[at]?.from ?? 0
}
