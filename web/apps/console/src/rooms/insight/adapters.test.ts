import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { axisEnd, byKind, count, moved, percent, shareBp, stars } from './adapters'

test('exceptions are gathered by kind, the latest first', () => {
  const one = (kind: Wire['ExceptionKind'], number: string, since: string) =>
    ({ kind, number, since }) as Wire['Exception']
  const rows = [
    one('overdue', 'a', '2026-09-20T00:00:00Z'),
    one('not_accepted', 'b', '2026-09-21T00:00:00Z'),
    one('overdue', 'c', '2026-09-22T00:00:00Z'),
  ]
  expect(byKind(rows).map((each) => [each.kind, each.items.map((row) => row.number).join('')])).toEqual([
    ['overdue', 'ca'],
    ['not_accepted', 'b'],
  ])
})

test('what is not known is no number', () => {
  expect([percent(null), stars(undefined)]).toEqual(['—', '—'])
})

test('figures are told as they are read', () => {
  expect([percent(9234), stars(463), count(1234567)]).toEqual(['92.3%', '4.63', '1,234,567'])
})

test('a figure moves against the period before, and only of rates and stars is more better', () => {
  expect(moved(9234, 9000, 'rate')).toEqual({ way: 'up', good: true, text: '2.3' })
  expect(moved(430, 450, 'stars')).toEqual({ way: 'down', good: false, text: '0.20' })
  expect(moved(1200, 200, 'count')).toEqual({ way: 'up', good: undefined, text: '1,000' })
  expect(moved(9004, 9001, 'rate')?.way).toBe('same')
  expect(moved(null, 5, 'rate')).toBeUndefined()
})

test('a part of nothing is no share', () => {
  expect([shareBp(1, 3), shareBp(0, 0)]).toEqual([3333, undefined])
})

test.each([0, 3, 7, 11, 23, 39, 41, 99, 101, 480, 1234])(
  'an axis up to %i ends at or above it, in four whole steps',
  (largest) => {
    expect(axisEnd(largest)).toBeGreaterThanOrEqual(largest)
    expect(axisEnd(largest) % 4).toBe(0)
  },
)
