import { expect, test } from 'vitest'
import { monthsFrom } from './months'

test('months follow one another over the end of a year, each beginning on its weekday', () => {
  const { all, next } = monthsFrom('2026-11', 3)
  expect(all.map(({ name, blank, days }) => [name, blank, days.length])).toEqual([
    ['2026-11', 6, 30],
    ['2026-12', 1, 31],
    ['2027-01', 4, 31],
  ])
  expect(next).toBe('2027-02')
})
