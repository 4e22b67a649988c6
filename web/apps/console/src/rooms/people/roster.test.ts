import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { mondayOf, rosterOf, shiftText, spansOf } from './roster'

test.each([
  ['08:30-17:30', ['08:30-17:30']],
  ['8-12，13:30–18', ['08:00-12:00', '13:30-18:00']],
  ['13:00-17:00 8:00-12:00', ['08:00-12:00', '13:00-17:00']],
  ['', []],
  ['17:30-8:30', undefined],
  ['8:00-12:00 11:00-15:00', undefined],
  ['8:75-9', undefined],
  ['20-25', undefined],
  ['早班', undefined],
])('“%s” is read as working time', (typed, spans) => {
  expect(spansOf(typed)).toEqual(spans)
})

test('a shift until midnight ends at 24:00', () => {
  expect(shiftText({ from_at: '2026-09-22T16:00:00Z', to_at: '2026-09-23T16:00:00Z' }, 'Asia/Shanghai')).toBe(
    '00:00-24:00',
  )
})

test('the week of a Sunday began six days before', () => {
  expect([mondayOf('2026-09-27'), mondayOf('2026-09-21')]).toEqual(['2026-09-21', '2026-09-21'])
})

test('holidays are free and worked weekends are worked', () => {
  const pattern = [['08:00-17:00'], ['08:00-17:00'], ['08:00-17:00'], ['08:00-17:00'], ['08:00-17:00'], [], []]
  const holiday = { zh: '国庆节', en: 'National Day' }
  const calendar = [
    { on: '2026-10-01', hours: [], holiday, is_made_up: false },
    { on: '2026-10-10', hours: ['08:30-18:00'], holiday, is_made_up: true },
  ] as unknown as Wire['DayShown'][]
  const days = { from: '2026-10-01', to: '2026-10-11' }
  const worked = rosterOf({ technicians: ['a'], pattern, days, calendar })
    .filter((each) => each.work?.length)
    .map((each) => each.day.slice(8))
  expect(worked).toEqual(['02', '05', '06', '07', '08', '09', '10'])
})
