// A failure in words: what happened, what was kept, what to do.
import { type FieldProblem, Problem } from '@fieldloop/api'
import { i18n, knows, t } from '@fieldloop/words'

export interface Explained {
  code: string
  happened: string
  kept: string
  todo: string
  fields: (FieldProblem & { happened: string; name: string })[]
}

/** `changed` tells whether something was to be changed (then: what was kept) or only read. */
export function explain(thrown: unknown, changed = false): Explained {
  const problem = Problem.of(thrown)
  return {
    code: problem.code,
    happened: said(problem.code, problem.facts),
    kept: changed ? t(problem.status === 0 ? 'problem.kept_unknown' : 'problem.kept_nothing_changed') : '',
    todo: todo(problem),
    fields: problem.fields.map((field) => ({
      ...field,
      name: named(field.path),
      happened: said(field.code, field.facts),
    })),
  }
}

function said(code: string, facts: Record<string, unknown> = {}): string {
  for (const key of [`error.${code}`, code]) if (knows(key)) return i18n.global.t(key, told(code, facts))
  return t('problem.unknown', { code })
}

/** The facts as they are told: a code that has words by its fact's name is said in words, as the server does in its titles. */
function told(code: string, facts: Record<string, unknown>): Record<string, unknown> {
  const room = code.split('.')[0]
  const word = (name: string, fact: unknown) =>
    [`${room}_${name}.${fact}`, `${name}.${fact}`].find((key) => typeof fact === 'string' && knows(key))
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => {
      const key = word(name, fact)
      return [name, key ? i18n.global.t(key) : fact]
    }),
  )
}

/** `lines[2].quantity` → `数量`: the field's word where there is one, else its path. */
function named(path: string): string {
  const last =
    path
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]/g, '') ?? path
  return knows(`field_name.${last}`) ? i18n.global.t(`field_name.${last}`) : path
}

function todo(problem: Problem): string {
  if (problem.code === 'stale') return t('problem.todo_reload')
  if (problem.status === 401) return t('problem.todo_sign_in')
  if (problem.status === 403) return t('problem.todo_ask_admin')
  if (problem.status === 404) return t('problem.todo_go_back')
  if (problem.passing) return t('problem.todo_again')
  if (problem.fields.length) return t('problem.todo_mend_fields')
  return problem.status >= 500 || problem.code === 'bug' ? t('problem.todo_report') : ''
}
