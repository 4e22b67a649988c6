// The people of a demo server, grouped by role in the order they are told of.
import type { Wire } from '@fieldloop/api'

type Person = Wire['Welcome']['people'][number]

/** As many of a role as fit on a line; the others log in by the same pattern. */
const shown_max = 4

export function byRole(people: Person[]): { role: string; people: Person[] }[] {
  const roles = [...new Set(people.map((person) => person.role))]
  return roles.map((role) => ({ role, people: people.filter((person) => person.role === role).slice(0, shown_max) }))
}
