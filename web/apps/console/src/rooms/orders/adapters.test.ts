import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { clockShown, clocksInOrder, customFacts, dueShown, mayPlanVisit, shareText, warningsOf } from './adapters'

const now = Date.parse('2026-11-23T02:30:00Z')
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
const clock = (part: Partial<Wire['SlaShown']>): Wire['SlaShown'] => ({
  target: 'arrival',
  due_at: at(30),
  state: 'running',
  ...part,
})

test('a target is calm, then amber in its last hour, then red', () => {
  expect([120, 60, 0, -1].map((minutes) => dueShown(at(minutes), now).tone)).toEqual([
    'calm',
    'waiting',
    'waiting',
    'late',
  ])
  expect(dueShown(at(-130), now).text).toBe('超 2 小时 10 分')
})

test('a clock that is paused is not late, however long ago it was due', () => {
  expect(clockShown(clock({ state: 'paused', due_at: at(-500) }), now).tone).toBe('hold')
})

test('a running clock past its time is late before the server has said so', () => {
  expect(clockShown(clock({ due_at: at(-5) }), now).tone).toBe('late')
})

test('what was missed comes first, what was kept last', () => {
  const clocks = [clock({ state: 'met' }), clock({ state: 'running' }), clock({ state: 'missed' })]
  expect(clocksInOrder(clocks).map((each) => each.state)).toEqual(['missed', 'running', 'met'])
})

test('a repeat, a double and a merged order name the other one', () => {
  const other = (id: string, relation: Wire['LinkKind'], phase: Wire['OrderPhase'] = 'accepted') => ({
    id,
    number: `WX-${id}`,
    relation,
    phase,
    is_from_other: false,
    type: 'repair',
    subject: '',
    opened_at: at(0),
  })
  const order = {
    phase: 'to_dispatch',
    repeat_of_id: 'a',
    linked: [other('a', 'repeat', 'closed'), other('b', 'duplicate'), other('c', 'duplicate', 'cancelled')],
  } as unknown as Wire['OrderPage']
  expect(warningsOf(order, String).map(({ other: id, number }) => [id, number])).toEqual([
    ['a', 'WX-a'],
    ['b', 'WX-b'],
  ])
})

test('why it was cancelled is said, unless it went into another order', () => {
  const order = { phase: 'cancelled', cancel_reason: 'x', linked: [] } as unknown as Wire['OrderPage']
  expect(warningsOf(order, () => '客户不修了').map((each) => each.text)).toEqual(['已取消：客户不修了'])
  expect(warningsOf({ ...order, merged_into_id: 'a' }, String)).toHaveLength(1)
})

test('the trade’s own facts are told by the names the company gave them', () => {
  const fields = [
    { code: 'floor', kind: 'number', label: { zh: '楼层', en: 'Floor' }, unit: '层' },
    {
      code: 'wall',
      kind: 'choice',
      label: { zh: '墙体', en: 'Wall' },
      options: [{ code: 'brick', label: { zh: '砖墙', en: 'Brick' } }],
    },
  ] as Wire['Field'][]
  expect(customFacts({ floor: 12, wall: 'brick', lift: true, gone: '' }, fields, (label) => label.zh)).toEqual([
    { name: '楼层', value: '12 层' },
    { name: '墙体', value: '砖墙' },
    { name: 'lift', value: '是' },
  ])
})

test('shares of a crew are exact to the hundredth', () => {
  expect([6000, 3333, 3350, 10_000].map(shareText)).toEqual(['60%', '33.33%', '33.5%', '100%'])
})

test('another visit is planned where the order goes on and none waits to be given to somebody', () => {
  const order = (
    phase: Wire['OrderPhase'],
    visits: Wire['VisitStatus'][],
    verbs: Wire['OrderVerb'][] = ['plan_visit'],
  ) => ({ phase, verbs, visits: visits.map((status) => ({ status })) }) as Wire['OrderPage']
  expect(mayPlanVisit(order('to_dispatch', ['cancelled']))).toBe(true)
  expect(mayPlanVisit(order('serving', ['done', 'working']))).toBe(true)
  expect(mayPlanVisit(order('to_dispatch', ['cancelled', 'planned']))).toBe(false)
  expect(mayPlanVisit(order('on_hold', ['cancelled']))).toBe(false)
  expect(mayPlanVisit(order('closed', ['done'], []))).toBe(false)
})
