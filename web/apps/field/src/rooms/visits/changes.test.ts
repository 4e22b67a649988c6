import type { Wire } from '@fieldloop/api'
import type { Deed } from '@fieldloop/offline'
import { expect, test } from 'vitest'
import { type Change, goneFrom, movedFrom, withChange } from './changes'

const row = (id: string, status: Wire['VisitStatus'] = 'accepted', window_version = 1) =>
  ({ visit: { id, status, window_version }, order: { number: id, contact_name: '' } }) as Wire['VisitRow']
const deed = (verb: string, id: string, state = 'done') => ({ verb, id, state }) as Deed
const ids = (rows: Wire['VisitRow'][]) => rows.map((each) => each.visit.id)

test('a visit that the office took away is told of; one that was finished here is not', () => {
  const before = [row('a'), row('b', 'working'), row('c', 'departed')]
  expect(ids(goneFrom(before, [row('c')], [deed('visit.complete', 'b')]))).toEqual(['a'])
})

test('what was left out of the queue has ended nothing', () => {
  expect(ids(goneFrom([row('a')], [], [deed('visit.complete', 'a', 'dropped')]))).toEqual(['a'])
})

test('an offer that ran out is no news', () => {
  expect(goneFrom([row('a', 'offered')], [], [])).toEqual([])
})

test('another appointment is told of, a new visit is not', () => {
  expect(ids(movedFrom([row('a'), row('b')], [row('a', 'accepted', 2), row('b'), row('c')]))).toEqual(['a'])
})

test('of each visit the newest change stays', () => {
  const change = (visit_id: string, kind: Change['kind']): Change => ({ kind, visit_id, about: '', at_ms: 0 })
  const all = withChange([change('a', 'moved'), change('b', 'moved')], change('b', 'taken_off'))
  expect(all.map((each) => `${each.visit_id} ${each.kind}`)).toEqual(['b taken_off', 'a moved'])
})
