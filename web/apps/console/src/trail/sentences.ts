// An event of the log as a sentence, and events gathered by day.
import type { Wire } from '@fieldloop/api'
import { dayOf } from '@fieldloop/ui'
import { code, knows } from '@fieldloop/words'

type Event = Wire['Event']

/** `event.<kind>` with the event's facts; facts that are codes themselves are said in words (`reason` → `reason.<code>`). */
export function sentence(event: Event): string {
  const facts = Object.fromEntries(
    Object.entries(event.facts).map(([name, fact]) => [
      name,
      typeof fact === 'string' && knows(`${name}.${fact}`) ? code(name, fact) : fact,
    ]),
  )
  return code('event', event.kind, facts)
}

/** Newest first, by the day in the company's zone. */
export function byDay(events: Event[], zone: string): { day: string; events: Event[] }[] {
  const days = new Map<string, Event[]>()
  for (const event of [...events].sort((a, b) => b.seq - a.seq)) {
    const day = dayOf(Date.parse(event.happened_at ?? event.at), zone)
    days.set(day, [...(days.get(day) ?? []), event])
  }
  return [...days].map(([day, events]) => ({ day, events }))
}
