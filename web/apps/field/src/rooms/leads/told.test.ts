import type { Wire } from '@fieldloop/api'
import type { Deed } from '@fieldloop/offline'
import { expect, test } from 'vitest'
import { byDay, toldLead, toldRows } from './told'

const holder = { id: 'g1', name: '赵欣怡' }
const noon = Date.parse('2026-11-21T04:00:00Z')
let seq = 0
function deed(verb: Deed['verb'], chain: string, body: unknown, more: Partial<Deed> = {}): Deed {
  seq++
  return {
    ...{ seq, key: `k${seq}`, owner: 'o', chain, after: '', verb, id: chain, part: '', seen: {}, at_ms: noon },
    ...{ skew_ms: 0, body: JSON.stringify(body), files: [], about: '', state: 'waiting', tries: 0, trouble: null },
    ...{ answer: null, done_at_ms: null },
    ...more,
  } as Deed
}
const row = (id: string, next_on: string | null) =>
  ({ id, name: id, status: 'new', next_on, created_at: '2026-11-20T00:00:00Z' }) as unknown as Wire['LeadRow']

test('a lead that was noted down without a network is there with what followed', () => {
  const deeds = [
    deed('lead.open', 'l1', { id: 'l1', name: '张三', phone: '13800000001', source: 'walk_in', next_on: '2026-11-22' }),
    deed('lead.edit', 'l1', { name: '张三丰', phone: null, note: '要白色' }),
    deed('lead.follow_up', 'l1', { kind: 'call', result: 'undecided', words: '再想想', next_on: '2026-11-25' }),
  ]
  const lead = toldLead(undefined, deeds, holder, { id: 'l1', read_ms: 0 })
  expect(lead).toMatchObject({
    name: '张三丰',
    phone: '138 **** 0001',
    status: 'contacted',
    next_on: '2026-11-25',
    unsent: true,
  })
  expect(lead?.follow_ups[0]).toMatchObject({ kind: 'call', words: '再想想', done_by_name: '赵欣怡' })
  expect(toldLead(undefined, [], holder, { id: 'l1', read_ms: 0 })).toBeUndefined()
})

test('what the server has said since is not told twice', () => {
  const sent = deed('lead.follow_up', 'l1', { kind: 'call' }, { state: 'done', done_at_ms: noon })
  const known = { ...row('l1', null), follow_ups: [], quotes: [] } as unknown as Wire['LeadShown']
  expect(toldLead(known, [sent], holder, { id: 'l1', read_ms: noon - 1 })?.follow_ups).toHaveLength(1)
  expect(toldLead(known, [sent], holder, { id: 'l1', read_ms: noon + 1 })?.follow_ups).toHaveLength(0)
})

test('a list has what was opened, moved and given up here', () => {
  const deeds = [
    deed('lead.open', 'new', { name: '新客', source: 'walk_in', next_on: '2026-11-21' }),
    deed('lead.follow_up', 'a', { kind: 'wechat', next_on: '2026-11-30' }),
    deed('lead.lose', 'b', { reason: 'price' }),
    deed('visit.accept', 'v', {}),
  ]
  const rows = toldRows([row('a', '2026-11-20'), row('b', '2026-11-22'), row('c', '2026-11-23')], deeds, holder, 0)
  const open = rows.filter((each) => each.status !== 'lost').sort(byDay)
  expect(open.map((each) => [each.name, each.next_on])).toEqual([
    ['新客', '2026-11-21'],
    ['c', '2026-11-23'],
    ['a', '2026-11-30'],
  ])
})

test('an offer drawn up here stands before the ones it replaces', () => {
  const known = {
    ...row('l1', null),
    follow_ups: [],
    quotes: [{ id: 'q1', status: 'open' }],
  } as unknown as Wire['LeadShown']
  const quotes = { q2: { id: 'q2', status: 'open' } as unknown as Wire['QuoteShown'] }
  const lead = toldLead(known, [deed('quote.draw', 'l1', { id: 'q2' })], holder, { id: 'l1', read_ms: 0, quotes })
  expect(lead?.quotes.map((each) => [each.id, each.status])).toEqual([
    ['q2', 'open'],
    ['q1', 'replaced'],
  ])
})
