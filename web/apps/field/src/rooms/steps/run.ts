// The run of a visit's steps on the phone: which are asked, which are answered, what still stands in the way of finishing.
import type { Wire } from '@fieldloop/api'
import { holds } from '@fieldloop/forms'

type Shown = Wire['StepShown']

/** What is wrong with a step, as a word of the words files with its facts. */
export interface Wrong {
  step: Shown
  code: string
  facts: Record<string, unknown>
}

/** The steps with `asked` worked out anew from the answers at hand, as the server does it. */
export function asked(steps: Shown[], order: Wire['OrderBrief']): Shown[] {
  // an answer to a step that is not asked does not count for later ones
  const answers = new Map<string, unknown>()
  const codes = new Set(steps.map((each) => each.step.code))
  const facts: Record<string, unknown> = {
    'order.type': order.type,
    'order.category': order.category,
    'order.fault': order.fault ?? null,
    'order.urgency': order.urgency,
    'order.region': order.region,
    'order.warranty': order.warranty ?? null,
  }
  const look = (path: string) => {
    const code = /^answers\.(\w+)$/.exec(path)?.[1]
    if (code) return { known: codes.has(code), value: answers.get(code) ?? null }
    return { known: path in facts, value: facts[path] }
  }
  return steps.map((shown) => {
    const isAsked = shown.step.when ? (holds(shown.step.when, look) ?? shown.asked) : true
    if (isAsked && shown.answer !== undefined) answers.set(shown.step.code, shown.answer)
    return { ...shown, asked: isAsked }
  })
}

export function isBlank(answer: unknown): boolean {
  if (answer === null || answer === undefined) return true
  if (typeof answer === 'string') return !answer.trim()
  return Array.isArray(answer) && !answer.length
}

/** A step that has what it asks for. */
export function isDone(shown: Shown): boolean {
  return !isBlank(shown.answer) && !wrongWith(shown)
}

/** The first thing that is wrong with a step; nothing where it is fine or need not be answered. */
export function wrongWith(shown: Shown): Wrong | undefined {
  const { step, answer } = shown
  const found = (code: string, facts: Record<string, unknown> = {}): Wrong => ({ step: shown, code, facts })
  if (isBlank(answer)) return step.forced ? found('field.required') : undefined
  if (step.kind === 'tick') return step.forced && answer !== true ? found('field.required') : undefined
  const [size, unit] = Array.isArray(answer) ? [answer.length, ''] : [answer, step.unit ?? '']
  if (typeof size !== 'number') return undefined
  const few = Array.isArray(answer) ? 'field.too_few' : 'field.too_small'
  const many = Array.isArray(answer) ? 'field.too_many' : 'field.too_large'
  if (typeof step.min === 'number' && size < step.min) return found(few, { min: step.min, unit })
  if (typeof step.max === 'number' && size > step.max) return found(many, { max: step.max, unit })
  return undefined
}

/** What still stands in the way of finishing. */
export function blocks(steps: Shown[]): Wrong[] {
  return steps.filter((each) => each.asked).flatMap((each) => wrongWith(each) ?? [])
}

/** So many of the asked steps are done. */
export function progress(steps: Shown[]): { done: number; all: number } {
  const all = steps.filter((each) => each.asked)
  return { done: all.filter(isDone).length, all: all.length }
}

/** `12.5`, `-0.1`, `１２，５`: a reading as it was typed; undefined where it is no number. */
export function readingOf(typed: string): number | undefined {
  const plain = typed
    .trim()
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[，,。．]/g, '.')
    .replace(/[−－]/g, '-')
  return /^-?\d{1,9}(?:\.\d{1,6})?$/.test(plain) ? Number(plain) : undefined
}
