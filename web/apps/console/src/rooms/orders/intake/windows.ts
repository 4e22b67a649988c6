// Appointment wishes as people say them: today's afternoon, tomorrow's morning, Saturday; on the company's wall clock.
import { dayOf, momentOf } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import { dayName, partName, priceOf, type Slot } from '../slots/told'

export type { Slot }

export interface Wish {
  value: string
  label: string
  from: string
  to: string
  /** What it adds to whose way, where that is known. */
  hint?: string
}

/** So many times that can be kept are offered at once. */
const offered_max = 9

/** The next times that can be kept; the half days of the coming days while it is not known what it is about. */
export function wishesOf(slots: readonly Slot[] | undefined, now_ms: number, zone: string): Wish[] {
  if (!slots) return wishes(now_ms, zone)
  return slots
    .filter((slot) => slot.can_be_kept)
    .slice(0, offered_max)
    .map((slot) => ({
      value: `${slot.day}.${slot.part}`,
      label: t('slots.day_part', { day: dayName(slot.day, now_ms, zone), part: partName(slot) }),
      from: slot.from_at,
      to: slot.to_at,
      hint: t('slots.price', { name: slot.technician_name ?? '', price: priceOf(slot) }),
    }))
}

const day_ms = 24 * 3_600_000
const half_days = { morning: ['09:00', '12:00'], afternoon: ['14:00', '18:00'] } as const

/** The half days that are still to come, the nearest first, and the next Saturday and Sunday. */
export function wishes(now_ms: number, zone: string): Wish[] {
  const days = [0, 1, 2].map((ahead) => dayOf(now_ms + ahead * day_ms, zone))
  const near = days.flatMap((day, ahead) => halves(day, t(`intake.in_${ahead as 0 | 1 | 2}_days`), zone))
  const weekend = [3, 4, 5, 6, 7]
    .map((ahead) => dayOf(now_ms + ahead * day_ms, zone))
    .filter((day) => [0, 6].includes(weekday(day)))
    .slice(0, 2)
    .map((day) => ({
      value: day,
      label: t(weekday(day) === 6 ? 'intake.saturday' : 'intake.sunday'),
      from: momentOf(`${day}T09:00`, zone),
      to: momentOf(`${day}T18:00`, zone),
    }))
  return [...near, ...weekend].filter(({ to }) => Date.parse(to) - now_ms > 3_600_000)
}

const named_days: [RegExp, number][] = [
  [/(?:今天|今日|today|this)/i, 0],
  [/(?:明天|明日|tomorrow)/i, 1],
  [/(?<!大)后天|day after tomorrow/i, 2],
]
const named_halves = { morning: '上午|早上|早晨|morning', afternoon: '下午|afternoon' } as const

/** The half day or weekend day that the customer's words name; since when it has been broken is in the past, and not among the wishes. */
export function wishIn(text: string, wished: Wish[], now_ms: number, zone: string): Wish | undefined {
  const day_after = /day after tomorrow/i.test(text)
  for (const [day, ahead] of [...named_days].reverse()) {
    if (ahead === 1 && day_after) continue
    for (const half of ['morning', 'afternoon'] as const) {
      if (!new RegExp(`${day.source}(?:的|\\s)*(?:${named_halves[half]})`, 'i').test(text)) continue
      const value = `${dayOf(now_ms + ahead * day_ms, zone)}.${half}`
      return wished.find((each) => each.value === value)
    }
  }
  const weekend = /周六|星期六|礼拜六|saturday/i.test(text)
    ? 6
    : /周日|周天|星期[日天]|礼拜[日天]|sunday/i.test(text)
      ? 0
      : undefined
  return wished.find((each) => !each.value.includes('.') && weekday(each.value) === weekend)
}

function halves(day: string, named: string, zone: string): Wish[] {
  return (['morning', 'afternoon'] as const).map((half) => ({
    value: `${day}.${half}`,
    label: `${named}${t(`intake.${half}`)}`,
    from: momentOf(`${day}T${half_days[half][0]}`, zone),
    to: momentOf(`${day}T${half_days[half][1]}`, zone),
  }))
}

function weekday(day: string): number {
  return new Date(`${day}T12:00:00Z`).getUTCDay()
}
