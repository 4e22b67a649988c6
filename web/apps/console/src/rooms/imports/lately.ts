// The answer right after taking a file in: its first passwords are told this once, so the next page has to be given them.
import type { Wire } from '@fieldloop/api'

let lately: Wire['Report'] | undefined

export function keepReport(report: Wire['Report']): void {
  lately = report
}

/** The answer of this run, once; it is kept nowhere after that. */
export function takeReport(id: string): Wire['Report'] | undefined {
  const report = lately?.id === id ? lately : undefined
  lately = undefined
  return report
}
