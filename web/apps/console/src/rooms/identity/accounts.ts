// Accounts and units as the administrator reads them.
import type { Wire } from '@fieldloop/api'
import type { Tone } from '@fieldloop/ui'
import { code } from '@fieldloop/words'

export const roles = [
  'admin',
  'manager',
  'dispatcher',
  'desk',
  'technician',
  'provider',
  'guide',
  'storekeeper',
  'finance',
  'quality',
] as const satisfies readonly Wire['Role'][]

export const scopes = ['own', 'unit', 'subtree', 'all'] as const satisfies readonly Wire['ScopeKind'][]

export function userShown(status: Wire['UserStatus']): { tone: Tone; label: string } {
  return { tone: status === 'active' ? 'done' : 'closed', label: code('user_status', status) }
}

export interface Branch {
  unit: Wire['UnitShown']
  depth: number
  people: number
}

/** Units as a tree, written out from the top: each below its parent, by kind and code. */
export function tree(units: Wire['UnitShown'][], users: Wire['UserShown'][]): Branch[] {
  const ids = new Set(units.map((unit) => unit.id))
  const below = (parent: string | null, depth: number): Branch[] =>
    units
      .filter((unit) => (unit.parent_id && ids.has(unit.parent_id) ? unit.parent_id : null) === parent)
      .sort((a, b) => a.code.localeCompare(b.code))
      .flatMap((unit) => [
        { unit, depth, people: users.filter((user) => user.unit_id === unit.id && user.status === 'active').length },
        ...below(unit.id, depth + 1),
      ])
  return below(null, 0)
}

/** Letters and digits that nobody takes for one another. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
const length = 14

/** A password to be told once: by the browser's own randomness. */
export function freshPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length * 4))
  // what would favour the first letters is thrown away
  const fair = Array.from(bytes).filter((byte) => byte < Math.floor(256 / letters.length) * letters.length)
  const chosen = fair.slice(0, length).map((byte) => letters[byte % letters.length])
  return chosen.length === length ? `${chosen.slice(0, 7).join('')}-${chosen.slice(7).join('')}` : freshPassword()
}
