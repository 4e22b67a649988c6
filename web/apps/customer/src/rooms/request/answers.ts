// Which questions are asked, and what is sent of the answers.
import type { Wire } from '@fieldloop/api'
import { holds } from '@fieldloop/forms'
import { fits } from '@fieldloop/ui/phone'
import type { PhotoKept } from '../../photos'

export type Answer = string | number | boolean | string[] | PhotoKept[] | null

/** So long an answer may be whose question does not say otherwise. */
export const text_max = 2000

/** What conditions may read of the request besides its answers. */
export interface Chosen {
  type: string
  category: string
  fault: string | null
}

/** The questions to be asked now: one whose condition surely does not hold is left out, an undecided one is asked. */
export function askedOf(
  fields: readonly Wire['Field'][],
  answers: Record<string, Answer>,
  chosen: Chosen,
): Wire['Field'][] {
  const facts: Record<string, unknown> = {
    'order.type': chosen.type,
    'order.category': chosen.category,
    'order.fault': chosen.fault,
  }
  const asked: Wire['Field'][] = []
  for (const field of fields) {
    // an answer to a question that is not asked any more counts as none
    const look = (path: string) => {
      const code = path.startsWith('answers.') ? path.slice('answers.'.length) : ''
      if (!code) return { known: path in facts, value: facts[path] }
      if (!fields.some((each) => each.code === code)) return { known: false, value: undefined }
      return { known: true, value: asked.some((each) => each.code === code) ? (answers[code] ?? null) : null }
    }
    if (!field.when || holds(field.when, look) !== false) asked.push(field)
  }
  return asked
}

/** The answers to what is asked, as the server reads them: photos by their hashes, blank ones left out. */
export function saidOf(asked: readonly Wire['Field'][], answers: Record<string, Answer>): Record<string, unknown> {
  const said: Record<string, unknown> = {}
  for (const { code, kind } of asked) {
    const answer = answers[code]
    if (answer === null || answer === undefined || answer === '' || (Array.isArray(answer) && !answer.length)) continue
    if (kind === 'photo' || kind === 'video') said[code] = (answer as PhotoKept[]).map((each) => each.sha256)
    else said[code] = kind === 'number' ? Number(answer) : answer
  }
  return said
}

/** Questions that have to be answered and are not. */
export function missingOf(asked: readonly Wire['Field'][], answers: Record<string, Answer>): string[] {
  const said = saidOf(asked, answers)
  return asked
    .filter((each) => each.required && (!(each.code in said) || (each.kind === 'tick' && said[each.code] !== true)))
    .map((each) => each.code)
}

/** Whether every answer in words is short enough. */
export function areShort(asked: readonly Wire['Field'][], answers: Record<string, Answer>): boolean {
  return asked.every(({ code, kind, max_length }) => {
    const answer = answers[code]
    return !['text', 'scan'].includes(kind) || typeof answer !== 'string' || fits(answer, max_length ?? text_max)
  })
}
