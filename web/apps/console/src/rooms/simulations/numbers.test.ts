import { expect, test } from 'vitest'
import { best, differ, interval, type Line, type Metric, stepAbove, topOf, written } from './numbers'

const metric = (more_is_better: boolean): Metric => ({
  key: 'km',
  name: { zh: '', en: '' },
  decimals: 2,
  more_is_better,
})
const line = (mean: number, half_width: number | null = 0.1): Line => ({
  load: 4,
  policy: 'greedy',
  change: 'nothing',
  estimates: [{ mean, half_width }],
})

test('the best of a row is the highest or the lowest, as the number wants it', () => {
  const lines = [line(4.4), line(4.05), line(8.4)]
  expect(best(lines, 0, metric(false))).toEqual([1])
  expect(best(lines, 0, metric(true))).toEqual([2])
  expect(best([line(4.051), line(4.049), line(8)], 0, metric(false))).toEqual([0, 1])
  expect(best([line(4), line(4)], 0, metric(false))).toEqual([])
})

test('two lines differ where their intervals do not meet, and never without intervals', () => {
  expect(differ(line(4), line(4.3), 0)).toBe(true)
  expect(differ(line(4), line(4.15), 0)).toBe(false)
  expect(differ(line(4, null), line(9, null), 0)).toBe(false)
})

test('a number is written with its interval, and a chart ends at a round number above it', () => {
  expect([
    written({ mean: 4.049, half_width: 0.4 }, metric(false)),
    interval({ mean: 4, half_width: 0.4 }, metric(false)),
  ]).toEqual(['4.05', '± 0.40'])
  expect(interval({ mean: 4, half_width: null }, metric(false))).toBe('')
  expect([stepAbove(0), stepAbove(4.1), stepAbove(71)]).toEqual([1, 6, 80])
  expect(topOf([line(4), line(3, 40)], 0)).toBe(6)
})
