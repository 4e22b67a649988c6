import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { byKind, count, percent, stars } from './adapters'

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
