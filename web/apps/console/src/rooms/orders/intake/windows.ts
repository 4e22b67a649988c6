// Appointment wishes as people say them: today's afternoon, tomorrow's morning, Saturday; on the company's wall clock.
import { dayOf, momentOf } from '@fieldloop/ui'
import { t } from '@fieldloop/words'

export interface Wish {
  value: string
  label: string
  from: string
  to: string
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
