// Which types of order somebody may open by hand through which channel, as the server decides it too.
import type { Wire } from '@fieldloop/api'
import type { Draft } from './draft'

const in_packs: Partial<Record<Wire['Role'], Wire['Opener'][]>> = {
  desk: ['desk'],
  dispatcher: ['dispatcher'],
  technician: ['technician'],
  guide: ['guide'],
  provider: ['provider'],
  manager: ['desk', 'dispatcher', 'technician', 'guide', 'provider'],
  admin: ['desk', 'dispatcher', 'technician', 'guide', 'provider'],
}
const by_channel: Record<Draft['channel'], Wire['Opener'][]> = {
  phone: ['desk', 'dispatcher', 'technician', 'provider'],
  email: ['desk', 'dispatcher', 'technician', 'provider'],
  store: ['desk', 'guide'],
}

export function mayOpen(
  type: Pick<Wire['OrderType'], 'may_open'>,
  roles: readonly Wire['Role'][],
  channel: Draft['channel'],
): boolean {
  const lists = (each: Wire['Opener']) => type.may_open.includes(each)
  return by_channel[channel].some(lists) && roles.flatMap((role) => in_packs[role] ?? []).some(lists)
}
