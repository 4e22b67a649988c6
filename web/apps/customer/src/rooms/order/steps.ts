// The steps of an order as they are drawn: taken, the last taken, still ahead.
import type { Wire } from '@fieldloop/api'

export interface StepDrawn {
  step: Wire['PortalStep']
  at: string | undefined
  state: 'past' | 'now' | 'ahead'
}

/** A step that was passed over (an order finished without its technician setting out) counts as taken, without a time. */
export function stepsOf(steps: readonly Wire['Progress']['steps'][number][]): StepDrawn[] {
  const last = steps.findLastIndex((each) => each.at)
  return steps.map(({ step, at }, nth) => ({
    step,
    at: at ?? undefined,
    state: nth < last ? 'past' : nth === last ? 'now' : 'ahead',
  }))
}
