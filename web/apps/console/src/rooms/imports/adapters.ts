// Imports as the office reads of them.
import { Problem, type Wire } from '@fieldloop/api'
import { explain, moneyText, phoneText, type Tone } from '@fieldloop/ui'
import { code } from '@fieldloop/words'

export const kinds = [
  'customers',
  'assets',
  'products',
  'orders',
  'users',
  'repairs',
] as const satisfies readonly Wire['ImportKind'][]

export function kindOf(text: string): Wire['ImportKind'] {
  return kinds.find((kind) => kind === text) ?? 'customers'
}

const tones: Record<Wire['ImportStatus'], Tone> = {
  checked: 'waiting',
  done: 'done',
  refused: 'late',
  undone: 'closed',
}

export function statusShown(status: Wire['ImportStatus']): { tone: Tone; label: string } {
  return { tone: tones[status], label: code('import_status', status) }
}

/** What is wrong with a cell, in words. */
export function reasonOf(problem: Wire['RowError']): string {
  const facts = (problem.facts ?? {}) as Record<string, unknown>
  return explain(new Problem(422, problem.code, facts)).happened
}

/** A value of the preview as people read it: what was understood, and not the code that is stored. */
export function cellShown(field: string, value: string | undefined): string {
  if (!value) return ''
  if (field === 'role' || field === 'urgency' || field === 'channel') return code(field, value)
  if (field === 'outcome') return code('order_outcome', value)
  if (/^(?:customer_)?phone2?$/.test(field)) return phoneText(value)
  return field === 'price_minor' && /^\d+$/.test(value) ? moneyText(Number(value)) : value
}

/** Problems gathered by row, in the order of the rows. */
export function byLine(problems: Wire['RowError'][]): { line: number; problems: Wire['RowError'][] }[] {
  const lines = new Map<number, Wire['RowError'][]>()
  for (const each of problems) lines.set(each.line, [...(lines.get(each.line) ?? []), each])
  return [...lines].map(([line, of]) => ({ line, problems: of })).sort((a, b) => a.line - b.line)
}

/** A mapping with other columns: each field that is given one is taken from there, one that is given none is left out. */
export function remapped(
  standard: Wire['Mapping'],
  columns: Record<string, string>,
  constants: Record<string, string>,
): Wire['Mapping'] {
  const fields = Object.entries(standard.fields).flatMap(([field, rule]): [string, Wire['FieldRule']][] => {
    const constant = constants[field]?.trim()
    const column = columns[field]
    if (constant) return [[field, { ...rule, from: [], constant }]]
    if (column) return [[field, { ...rule, from: [column], constant: null }]]
    return []
  })
  return { ...standard, fields: Object.fromEntries(fields) }
}

const isPart = (a: string, b: string) => b.length > 1 && (a.includes(b) || b.includes(a))

/** For each field the column of a file that a mapping would take it from. */
export function columnsOf(mapping: Wire['Mapping'], headers: string[]): Record<string, string> {
  const plain = (text: string) => text.replace(/[\s_*＊（）()：:-]/g, '').toLowerCase()
  const known = new Map(headers.map((header) => [plain(header), header]))
  const found: Record<string, string> = {}
  for (const [field, rule] of Object.entries(mapping.fields)) {
    const header = rule.from?.map((name) => known.get(plain(name))).find(Boolean)
    if (header) found[field] = header
  }
  // what is left is guessed by a part of the name, a column for one field only; a person looks at it before anything is checked
  for (const [field, rule] of Object.entries(mapping.fields)) {
    const taken = new Set(Object.values(found))
    const near = [...known].find(
      ([name, header]) => !taken.has(header) && name.length > 1 && rule.from?.some((each) => isPart(name, plain(each))),
    )
    if (!found[field] && near) found[field] = near[1]
  }
  return found
}
