import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { entriesOf, mayReverse } from './adapters'

const posting = (entry_id: string, amount_minor: number, part: Partial<Wire['PostingShown']> = {}) =>
  ({ entry_id, amount_minor, kind: 'payment', ...part }) as Wire['PostingShown']

test('both sides of an entry stand together, debit first', () => {
  const entries = entriesOf([posting('a', -100), posting('a', 100), posting('b', 5)])
  expect(entries.map((entry) => entry.postings.map((each) => each.amount_minor))).toEqual([[100, -100], [5]])
})

test.each([
  ['payment', undefined, true],
  ['charge', undefined, true],
  ['sale', undefined, false],
  ['deposit', undefined, false],
  ['reversal', 'x', false],
] as const)('a %s may be taken back by hand: %s %s', (kind, reverses_id, may) => {
  const [entry] = entriesOf([posting('a', 1, { kind, reverses_id })])
  expect(entry && mayReverse(entry, new Set())).toBe(may)
  expect(entry && mayReverse(entry, new Set(['a']))).toBe(false)
})
