// Technicians in groups: by outlet, by the area they serve, by skill. Who serves two areas stands in both.
import type { Wire } from '@fieldloop/api'
import type { Grouping } from '../address'

export interface Group {
  code: string
  name: string
  people: Wire['BoardRow'][]
}

/** What the board does not say of a technician. */
export interface Traits {
  areas: readonly string[]
  skills: readonly string[]
}

export interface Namings {
  unit(id: string): string
  area(code: string): string
  skill(code: string): string
  /** For those who stand in no group: `不限区域`. */
  rest: string
}

/** Groups by name, within them people by name; those who belong to none come last. */
export function grouped(
  people: readonly Wire['BoardRow'][],
  by: Grouping,
  traits: ReadonlyMap<string, Traits>,
  names: Namings,
): Group[] {
  const sorted = [...people].sort((a, b) => byName(a.name, b.name))
  if (by === 'none') return [{ code: '', name: '', people: sorted }]
  const groups = new Map<string, Wire['BoardRow'][]>()
  for (const person of sorted)
    for (const code of codesOf(person, by, traits)) {
      const group = groups.get(code)
      if (group) group.push(person)
      else groups.set(code, [person])
    }
  const name = (code: string) => (code ? names[by](code) || code : names.rest)
  return [...groups]
    .map(([code, members]) => ({ code, name: name(code), people: members }))
    .sort((a, b) => Number(!a.code) - Number(!b.code) || byName(a.name, b.name))
}

function codesOf(person: Wire['BoardRow'], by: Exclude<Grouping, 'none'>, traits: ReadonlyMap<string, Traits>) {
  if (by === 'unit') return [person.unit_id]
  const own = traits.get(person.technician_id)
  const codes = (by === 'area' ? own?.areas : own?.skills) ?? []
  return codes.length ? codes : ['']
}

const collator = new Intl.Collator('zh-CN')
function byName(a: string, b: string): number {
  return collator.compare(a, b)
}

/** A line of the list of rows: a group's name, or one of its people. */
export type Line =
  | { kind: 'group'; key: string; group: Group; is_folded: boolean }
  | { kind: 'person'; key: string; person: Wire['BoardRow'] }

/** Groups as lines, without the people of those that are folded. One group without a name has no line of its own. */
export function linesOf(groups: readonly Group[], folded: ReadonlySet<string>): Line[] {
  return groups.flatMap((group): Line[] => {
    const is_folded = folded.has(group.code)
    const head: Line[] = group.name ? [{ kind: 'group', key: `g/${group.code}`, group, is_folded }] : []
    const rows = is_folded
      ? []
      : group.people.map((person): Line => ({ kind: 'person', key: `${group.code}/${person.technician_id}`, person }))
    return [...head, ...rows]
  })
}
