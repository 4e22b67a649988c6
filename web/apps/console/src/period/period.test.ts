import { expect, test } from 'vitest'
import { before, daysOf, isDay } from './period'

test.each([
  ['today', '2026-09-23', '2026-09-23', '2026-09-22', '2026-09-22'],
  ['7d', '2026-09-17', '2026-09-23', '2026-09-10', '2026-09-16'],
  ['30d', '2026-08-25', '2026-09-23', '2026-07-26', '2026-08-24'],
  ['month', '2026-09-01', '2026-09-23', '2026-08-01', '2026-08-23'],
] as const)('%s is compared with the days before it', (preset, from, to, from_before, to_before) => {
  const days = daysOf(preset, '2026-09-23')
  expect(days).toEqual({ from, to })
  expect(before(preset, days)).toEqual({ from: from_before, to: to_before })
})

test('a long month is compared with all of a short one', () => {
  expect(before('month', daysOf('month', '2026-03-31'))).toEqual({ from: '2026-02-01', to: '2026-02-28' })
})

test('what is not a day is none', () => {
  expect([isDay('2026-09-23'), isDay('2026-13-40'), isDay('today')]).toEqual([true, false, false])
})
