// Moments in words, in the company's zone, told from its now.
import { language, t } from '@fieldloop/words'
import { dayOf } from '../clock'

const minute_ms = 60_000
const day_ms = 24 * 60 * minute_ms

/** `2026-11-21 10:30`, the full form. */
export function absolute(at_ms: number, zone: string): string {
  return `${dayOf(at_ms, zone)} ${clockTime(at_ms, zone)}`
}

/** `10:30`, `昨天 16:05`, `11-18 09:00`, `2025-11-18`: the shortest form that is still clear from `now`. */
export function dayText(at_ms: number, now_ms: number, zone: string): string {
  const day = dayOf(at_ms, zone)
  const time = clockTime(at_ms, zone)
  if (day === dayOf(now_ms, zone)) return time
  if (day === dayOf(now_ms - day_ms, zone)) return `${t('moment.yesterday')} ${time}`
  if (day === dayOf(now_ms + day_ms, zone)) return `${t('moment.tomorrow')} ${time}`
  return day.slice(0, 4) === dayOf(now_ms, zone).slice(0, 4) ? `${day.slice(5)} ${time}` : day
}

/** `3 分钟前`, `2 小时后`: how far away it is. */
export function relative(at_ms: number, now_ms: number): string {
  const minutes = Math.round((at_ms - now_ms) / minute_ms)
  const far = Math.abs(minutes)
  if (far < 1) return t('moment.now')
  const format = new Intl.RelativeTimeFormat(language(), { numeric: 'always', style: 'narrow' })
  if (far < 60) return format.format(minutes, 'minute')
  if (far < 24 * 60) return format.format(Math.trunc(minutes / 60), 'hour')
  return format.format(Math.trunc(minutes / (24 * 60)), 'day')
}

/** `45 分钟`, `2 小时 5 分`, `3 天`: a length of time. */
export function minutesText(minutes: number): string {
  const all = Math.abs(Math.round(minutes))
  if (all < 60) return t('moment.minutes', { minutes: all })
  if (all < 48 * 60)
    return all % 60
      ? t('moment.hours_minutes', { hours: Math.trunc(all / 60), minutes: all % 60 })
      : t('moment.hours', { hours: all / 60 })
  return t('moment.days', { days: Math.trunc(all / (24 * 60)) })
}

/** `今天 14:00–16:00`: an appointment. */
export function windowText(from_ms: number, to_ms: number, now_ms: number, zone: string): string {
  const from = dayText(from_ms, now_ms, zone)
  const day = dayOf(from_ms, zone)
  const named =
    day === dayOf(now_ms, zone) ? `${t('moment.today')} ${from}` : from.includes(' ') ? from : absolute(from_ms, zone)
  return day === dayOf(to_ms, zone)
    ? `${named}–${clockTime(to_ms, zone)}`
    : `${named} – ${dayText(to_ms, now_ms, zone)}`
}

/** `10:30`: where the day is said beside it. */
export function clockTime(at_ms: number, zone: string): string {
  return clockOf(zone).format(at_ms)
}

// making a format costs a hundred times what using it does, and a board tells hundreds of times
const clocks = new Map<string, Intl.DateTimeFormat>()
function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    clocks.set(zone, clock)
  }
  return clock
}

/** `2026-11-21T10:30`: a moment as a field for day and time holds it, on the wall clock of a zone. */
export function wallOf(at_ms: number, zone: string): string {
  return `${dayOf(at_ms, zone)}T${clockTime(at_ms, zone)}`
}

/** The moment at which the wall clock of a zone shows `2026-11-21T10:30`, as the API writes it. */
export function momentOf(wall: string, zone: string): string {
  const shown = (at_ms: number) => Date.parse(`${wallOf(at_ms, zone)}:00Z`)
  const wanted = Date.parse(`${wall}:00Z`)
  const near = wanted - (shown(wanted) - wanted)
  // once more, as the zone's offset may have changed between the guess and the answer
  return new Date(near - (shown(near) - wanted)).toISOString()
}
