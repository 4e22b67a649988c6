// An event of the log as a sentence, and events gathered by day.
import type { Wire } from '@fieldloop/api'
import { code, knows } from '@fieldloop/words'
import { dayOf } from '../clock'

/** What happened, as an order's trail and a household's timeline both tell it. */
export interface Happening {
  seq: number
  kind: string
  at: string
  /** When the server learned of it, where that was later. */
  recorded_at?: string
  who: string
  via: string
  facts: Record<string, unknown>
  order?: { id: string; number: string }
}

/** Names for what events carry as codes and ids. */
export interface Names {
  reason(code: string): string
  unit(id: string): string
  person(id: string): string
  price(code: string): string
  promise(kind: string): string
  tag(code: string): string
  category(code: string): string
  fault(code: string): string
  leg(code: string): string
  /** An order's number; empty where it is not known on the page. */
  order(id: string): string
}

const nounOf: Record<string, string> = {
  from: 'phase',
  to: 'phase',
  verdict: 'verdict',
  outcome: 'visit_outcome',
  judged: 'arrival_judged',
  audience: 'audience',
  channel: 'channel',
}

/** `event.<kind>` with the event's facts, codes and ids among them said in words. */
export function sentence(event: Happening, names: Names): string {
  const facts = Object.fromEntries(Object.entries(event.facts).map(([name, fact]) => [name, said(name, fact, names)]))
  return code('event', event.kind, {
    ...facts,
    ...(typeof event.facts.code === 'string' && { part: names.price(event.facts.code) }),
    technician: named(event.facts.technician_id, names.person),
    unit: named(event.facts.to_unit_id, names.unit),
  })
}

function said(name: string, fact: unknown, names: Names): unknown {
  if (typeof fact !== 'string') return fact
  if (name === 'reason' || name === 'cause') return names.reason(fact)
  const noun = nounOf[name] ?? name
  return knows(`${noun}.${fact}`) ? code(noun, fact) : fact
}

function named(id: unknown, name: (id: string) => string): string {
  return typeof id === 'string' ? name(id) : ''
}

export function ofTrail(entry: Wire['TrailEntry']): Happening {
  const { seq, kind, via, facts } = entry
  return {
    seq,
    kind,
    via,
    at: entry.happened_at ?? entry.at,
    recorded_at: entry.at,
    who: entry.actor.name,
    facts: record(facts),
  }
}

export function ofTimeline(entry: Wire['TimelineEntry']): Happening {
  const { seq, kind, at, recorded_at, order_id: id, order_number: number } = entry
  return {
    seq,
    kind,
    at,
    recorded_at,
    via: entry.channel,
    who: entry.actor_name ?? '',
    facts: record(entry.data),
    order: id && number ? { id, number } : undefined,
  }
}

function record(facts: unknown): Record<string, unknown> {
  return typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>) : {}
}

/** Newest first, by the day in the company's zone. */
export function byDay(events: Happening[], zone: string): { day: string; events: Happening[] }[] {
  const days = new Map<string, Happening[]>()
  for (const event of [...events].sort((a, b) => b.seq - a.seq)) {
    const day = dayOf(Date.parse(event.at), zone)
    days.set(day, [...(days.get(day) ?? []), event])
  }
  return [...days].map(([day, events]) => ({ day, events }))
}
