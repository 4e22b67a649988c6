// Kinds of event by their room, and what a webhook asks for, in words.
import { code, comma, knows, t } from '@fieldloop/words'

export interface Room {
  /** As a webhook asks for all of it: `order.` */
  prefix: string
  name: string
  kinds: { kind: string; name: string }[]
}

/** A kind's sentence without any event's facts: dots where those stand. */
const facts = [
  'cause',
  'code',
  'count',
  'from_on',
  'installed_on',
  'minutes',
  'moved',
  'number',
  'part',
  'quantity',
  'reason',
  'technician',
  'to',
  'to_on',
  'unit',
  'verdict',
  'version',
]
const blanks = Object.fromEntries(facts.map((fact) => [fact, '…']))
export const kindName = (kind: string) => code('event', kind, blanks)
const nameOf = (prefix: string) => {
  const room = prefix.replace(/\.$/, '')
  return knows(`audit_kind.${room}`) ? code('audit_kind', room) : room
}

/** All kinds by room; where something is sought, only what has it in its name or code. */
export function roomsOf(kinds: readonly string[], sought = ''): Room[] {
  const words = sought.trim().toLowerCase()
  const rooms = new Map<string, Room>()
  for (const kind of kinds) {
    const prefix = kind.slice(0, kind.indexOf('.') + 1)
    const room = rooms.get(prefix) ?? { prefix, name: nameOf(prefix), kinds: [] }
    rooms.set(prefix, room)
    const name = kindName(kind)
    if (!words || [name, kind, room.name].some((each) => each.toLowerCase().includes(words)))
      room.kinds.push({ kind, name })
  }
  return [...rooms.values()].filter((room) => room.kinds.length)
}

/** What a webhook asks for: `工单、上门：接单`. */
export function askedFor(kinds: readonly string[]): string {
  if (!kinds.length) return t('webhooks.all_kinds')
  return kinds.map((kind) => (kind.endsWith('.') ? nameOf(kind) : kindName(kind))).join(comma())
}

/** Ticks or unticks a kind; a whole room stands for all its kinds. */
export function ticked(chosen: readonly string[], asked: string): string[] {
  if (chosen.includes(asked)) return chosen.filter((each) => each !== asked)
  const rest = asked.endsWith('.') ? chosen.filter((each) => !each.startsWith(asked)) : chosen
  return [...rest, asked]
}
