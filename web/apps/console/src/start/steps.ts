// The steps of a new company, in the order in which one needs the other; what is done follows from what exists.
export const step_ids = ['pack', 'units', 'people', 'products', 'technicians', 'areas', 'shifts', 'order'] as const
export type StepId = (typeof step_ids)[number]

export interface Step {
  id: StepId
  isDone: boolean
  /** One can do business without it. */
  isOptional: boolean
}

const optional: ReadonlySet<StepId> = new Set(['units', 'products', 'areas'])

export function stepsOf(has: Record<StepId, boolean>): Step[] {
  return step_ids.map((id) => ({ id, isDone: has[id], isOptional: optional.has(id) }))
}

/** The first step that is missing: what can be left out only until something after it was done. */
export function nextOf(steps: Step[]): Step | undefined {
  const reached = steps.findLastIndex((step) => step.isDone)
  return steps.find((step, at) => !step.isDone && (!step.isOptional || at > reached))
}

/** Everything that business cannot do without is there. */
export const isComplete = (steps: Step[]): boolean => steps.every((step) => step.isDone || step.isOptional)
