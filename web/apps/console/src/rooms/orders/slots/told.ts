// Slots as the desk says them: which day, which part, and what it adds to whose way.
import type { Wire } from '@fieldloop/api'
import { dayOf, minutesText } from '@fieldloop/ui'
import { code, language, t } from '@fieldloop/words'

export type Slot = Wire['SlotShown']

const day_ms = 24 * 3_600_000

/** 今天, 明天, 后天, then the date with its weekday. */
export function dayName(day: string, now_ms: number, zone: string): string {
  const ahead = [0, 1, 2].find((days) => dayOf(now_ms + days * day_ms, zone) === day)
  if (ahead !== undefined) return t(`intake.in_${ahead as 0 | 1 | 2}_days`)
  return new Intl.DateTimeFormat(language(), {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  }).format(Date.parse(`${day}T12:00:00Z`))
}

export const partName = (slot: Slot) => code('day_part', slot.part)

/** What it adds to somebody's way, and whose; why not where it cannot be kept. */
export function priceOf(slot: Slot): string {
  if (!slot.can_be_kept) return t(slot.why === 'slots.closed' ? 'slots.closed' : 'slots.full')
  return slot.extra_minutes ? t('slots.extra', { length: minutesText(slot.extra_minutes) }) : t('slots.on_the_way')
}

/** The slots day by day. */
export function byDay(slots: readonly Slot[]): { day: string; slots: Slot[] }[] {
  const days = new Map<string, Slot[]>()
  for (const slot of slots) days.set(slot.day, [...(days.get(slot.day) ?? []), slot])
  return [...days].map(([day, all]) => ({ day, slots: all }))
}
