import type { LiveEvent } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { happenedIn } from './notices'

let seq = 0
const event = (kind: string, visit: string, actor = 'office', data: unknown = {}): LiveEvent => ({
  seq: ++seq,
  kind,
  actor,
  at: '2026-09-23T02:00:00.000Z',
  data,
  subjects: [
    { kind: 'order', id: `order of ${visit}` },
    { kind: 'visit', id: visit },
  ],
})

test('an offer that is confirmed in the same breath by the same person is an assignment', () => {
  const [happened] = happenedIn([
    event('visit.offered', 'a', 'office', { technician_id: 'zhang' }),
    event('visit.accepted', 'a', 'office'),
  ])
  expect(happened).toMatchObject({ kind: 'visit.assigned', facts: { technician_id: 'zhang' }, order_id: 'order of a' })
})

test('a technician who accepts what was just offered has accepted it', () => {
  expect(happenedIn([event('visit.offered', 'a'), event('visit.accepted', 'a', 'zhang')])[0]?.kind).toBe(
    'visit.accepted',
  )
})

test('of a burst each visit is told once, by its last event', () => {
  const kinds = happenedIn([
    event('visit.withdrawn', 'a'),
    event('visit.departed', 'b'),
    event('visit.offered', 'a'),
  ]).map((each) => `${each.visit_id} ${each.kind}`)
  expect(kinds).toEqual(['b visit.departed', 'a visit.offered'])
})

test('what changes nobody’s day is not told', () => {
  expect(happenedIn([event('visit.steps_answered', 'a'), event('technician.moved', 'b')])).toEqual([])
})
