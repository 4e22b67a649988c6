// Working time as one writes it, and rosters made of a pattern of weekdays.
import type { Wire } from '@fieldloop/api'
import { wallOf } from '@fieldloop/ui'
import { type Days, lengthOf, plusDays } from '../../period'

export type Spans = string[]
/** Monday to Sunday. */
export type Pattern = Spans[]

/** `8:30-12, 13:00–17:30` → `['08:30-12:00', '13:00-17:30']`; undefined where it is no working time. */
export function spansOf(typed: string): Spans | undefined {
  const parts = typed.split(/[,，、;；\s]+/).filter(Boolean)
  const spans = parts.map(spanOf)
  if (spans.some((span) => !span)) return undefined
  const sorted = (spans as string[]).sort()
  return sorted.some((span, at) => at > 0 && span.slice(0, 5) < (sorted[at - 1] ?? '').slice(6)) ? undefined : sorted
}

function spanOf(part: string): string | undefined {
  const read = /^(\d{1,2})(?:[:：](\d{2}))?[-–—~～](\d{1,2})(?:[:：](\d{2}))?$/.exec(part)
  if (!read) return undefined
  const [from, to] = [clock(read[1], read[2]), clock(read[3], read[4])]
  return from && to && from < to ? `${from}-${to}` : undefined
}

function clock(hour = '', minute = '00'): string | undefined {
  const text = `${hour.padStart(2, '0')}:${minute}`
  return Number(minute) < 60 && text <= '24:00' ? text : undefined
}

export const spansText = (spans: Spans): string => spans.join(' ')

/** A shift's time on the wall clock: `08:30-17:30`; one that ends at midnight ends at 24:00. */
export function shiftText(shift: { from_at: string; to_at: string }, zone: string): string {
  const [from, to] = [shift.from_at, shift.to_at].map((at) => wallOf(Date.parse(at), zone).slice(11))
  return `${from}-${to === '00:00' ? '24:00' : to}`
}

/** A day's shifts as a roster has them. */
export function dayOfShifts(shifts: Wire['ShiftShown'][], zone: string): { work: Spans; leave: Spans } {
  const of = (kind: Wire['ShiftKind']) =>
    shifts
      .filter((shift) => shift.kind === kind)
      .map((shift) => shiftText(shift, zone))
      .sort()
  return { work: of('work'), leave: of('leave') }
}

/** 0 is Monday. */
export const weekdayOf = (day: string): number => (new Date(day).getUTCDay() + 6) % 7

/** The Monday of the week that a day is in. */
export const mondayOf = (day: string): string => plusDays(day, -weekdayOf(day))

export const daysIn = (days: Days): string[] =>
  Array.from({ length: lengthOf(days) }, (_, nth) => plusDays(days.from, nth))

export interface Plan {
  technicians: string[]
  pattern: Pattern
  days: Days
  /** The company's calendar, where holidays are kept: closed days are free, 调休 days are worked as its Monday or first worked day. */
  calendar?: Wire['DayShown'][]
}

/** Everybody's days by the pattern. */
export function rosterOf({ technicians, pattern, days, calendar }: Plan): Wire['DayRoster'][] {
  const known = new Map(calendar?.map((day) => [day.on, day]))
  const usual = pattern.find((spans) => spans.length > 0) ?? []
  const workOn = (day: string): Spans => {
    const said = known.get(day)
    const own = pattern[weekdayOf(day)] ?? []
    if (said?.is_made_up && !own.length) return usual
    return said?.holiday && !said.is_made_up ? [] : own
  }
  return daysIn(days).flatMap((day) =>
    technicians.map((technician_id) => ({ technician_id, day, work: workOn(day), leave: [] })),
  )
}
