import { expect, test } from 'vitest'
import { addressOf, filterOf, type Which, whichOf } from './which'

const all: Which[] = [
  { of: 'late' },
  { of: 'due_soon', minutes: 120 },
  { of: 'opened', from: '2026-11-21T00:00:00.000Z' },
  { of: 'finished', from: '2026-11-21T00:00:00.000Z' },
  { of: 'out_of_time', from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' },
  { of: 'channel', from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z', channel: 'phone' },
  {
    of: 'technician',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-01T00:00:00.000Z',
    technician: 'a1',
    name: '张三',
  },
  { of: 'phase', phase: 'serving' },
  { of: 'search', words: '138 0000 张' },
]

test.each(all)('$of is read as it was written', (which) => {
  const query = Object.fromEntries(new URL(`http://phone${addressOf(which)}`).searchParams)
  expect(whichOf(query)).toEqual(which)
})

test('what nobody wrote shows what is late', () => {
  expect(filterOf(whichOf({ of: 'opened', from: 'yesterday' }))).toEqual({ late: true })
  expect(filterOf(whichOf({}))).toEqual({ late: true })
})
