import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { dayOfPerson, loadOf } from './day'

const at = (time: string, day = '23') => `2026-09-${day}T${time}:00.000Z`
const visit = (from: string, to: string, part: Partial<Wire['BoardVisit']> = {}): Wire['BoardVisit'] => ({
  visit_id: from + to,
  order_id: 'o',
  order_number: 'WX-1',
  customer_name: '',
  crew_size: 1,
  summary: '',
  category: 'ac',
  region: '',
  urgency: 'normal',
  status: 'accepted',
  is_offer: false,
  planned_from_at: from,
  planned_to_at: to,
  is_late: false,
  is_outside_shift: false,
  overlaps: false,
  version: 1,
  ...part,
})
const shift = (kind: Wire['ShiftKind'], from_at: string, to_at: string): Wire['ShiftShown'] => ({
  id: from_at,
  technician_id: 't',
  day: '2026-09-23',
  kind,
  from_at,
  to_at,
})
const row = (visits: Wire['BoardVisit'][], shifts: Wire['ShiftShown'][] = []): Wire['BoardRow'] => ({
  technician_id: 't',
  name: '张三',
  unit_id: 'u',
  status: 'active',
  daily_minutes_max: 480,
  shifts,
  visits,
})

test('booked time and time only asked for are told apart', () => {
  const day = dayOfPerson(
    row([visit(at('01:00'), at('02:00')), visit(at('01:30'), at('02:00'), { is_offer: true, status: 'offered' })]),
  )
  expect([day.booked_minutes, day.offered_minutes, day.lanes]).toEqual([60, 30, 2])
})

test('a row that did not change is not worked out again', () => {
  const same = row([])
  expect(dayOfPerson(same)).toBe(dayOfPerson(same))
})

test('the load of a day counts what begins on it, and working time less leave', () => {
  const week = row(
    [
      visit(at('01:00'), at('02:00')),
      visit(at('03:00'), at('04:00'), { is_late: true }),
      visit(at('01:00', '24'), at('09:00', '24')),
    ],
    [shift('work', at('00:00'), at('10:00')), shift('leave', at('08:00'), at('12:00'))],
  )
  const day = { from: Date.parse(at('16:00', '22')), to: Date.parse(at('16:00')) }
  expect(loadOf(week, day)).toEqual({
    visits: 2,
    booked_minutes: 120,
    offered_minutes: 0,
    work_minutes: 480,
    is_on_leave: true,
    wrong: 1,
  })
})
