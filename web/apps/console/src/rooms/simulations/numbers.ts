// A simulation's numbers as they are shown: which line is best, how it is written, where it lies on a chart.
import type { Wire } from '@fieldloop/api'

export type Result = Wire['SimulationResult']
export type Line = Wire['SimulationLine']
export type Metric = Wire['MetricShown']
type Estimate = Wire['EstimateShown']

export const written = (estimate: Estimate, metric: Metric) => estimate.mean.toFixed(metric.decimals)
export const interval = (estimate: Estimate, metric: Metric) =>
  typeof estimate.half_width === 'number' ? `± ${estimate.half_width.toFixed(metric.decimals)}` : ''

/** The lines of a load as it is, or with what-ifs. */
export function linesAt(result: Result, load: number): Line[] {
  return result.lines.filter((line) => line.change === 'nothing' && line.load === load)
}

/** The lines of a policy at the load of the what-ifs: as it is first. */
export function whatIfs(result: Result, policy: string, load: number): Line[] {
  return result.lines.filter((line) => line.policy === policy && line.load === load)
}

/** The policies that have a what-if. */
export const weighed = (result: Result): string[] => [
  ...new Set(result.lines.filter((line) => line.change !== 'nothing').map((line) => line.policy)),
]

/** Which of these lines have the best mean of a metric, as it is written; none where all are the same. */
export function best(lines: readonly Line[], at: number, metric: Metric): number[] {
  const means = lines.map((line) => Number((line.estimates[at]?.mean ?? Number.NaN).toFixed(metric.decimals)))
  const value = metric.more_is_better ? Math.max(...means) : Math.min(...means)
  const found = means.flatMap((mean, nth) => (mean === value ? [nth] : []))
  return found.length < lines.length ? found : []
}

/** Whether two lines differ by more than their intervals. */
export function differ(one: Line | undefined, other: Line | undefined, at: number): boolean {
  const [a, b] = [one?.estimates[at], other?.estimates[at]]
  if (!a || !b || typeof a.half_width !== 'number' || typeof b.half_width !== 'number') return false
  return Math.abs(a.mean - b.mean) > a.half_width + b.half_width
}

/** A round number that is not below. */
export function stepAbove(value: number): number {
  if (value <= 0) return 1
  const scale = 10 ** Math.floor(Math.log10(value))
  return [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].map((step) => step * scale).find((step) => step >= value) ?? value
}

/** The top of a chart: above every mean, and above the intervals where these are not many times as high. */
export function topOf(lines: readonly Line[], at: number): number {
  const estimates = lines.map((line) => line.estimates[at] ?? { mean: 0 })
  const highest = Math.max(0, ...estimates.map((each) => each.mean))
  const reach = Math.max(0, ...estimates.map((each) => each.mean + (each.half_width ?? 0)))
  return stepAbove(Math.min(reach, highest * 1.5))
}
