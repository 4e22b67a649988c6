import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { byPayer, clockShown, clocksInOrder, dueShown, shareText } from './adapters'

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

test('each payer’s charges are added up', () => {
  const charge = (payer: Wire['Payer'], amount_minor: number, status: Wire['ChargeStatus'] = 'approved') => ({
    id: '',
    code: '',
    name: '',
    quantity: 1,
    price_minor: 0,
    amount_minor,
    payer,
    status,
  })
  const charges = [
    charge('customer', 3000),
    charge('brand', 500),
    charge('customer', 1),
    charge('brand', 9000, 'voided'),
  ]
  expect(byPayer(charges)).toEqual([
    { payer: 'customer', total_minor: 3001 },
    { payer: 'brand', total_minor: 500 },
  ])
})

test('shares of a crew are exact to the hundredth', () => {
  expect([6000, 3333, 3350, 10_000].map(shareText)).toEqual(['60%', '33.33%', '33.5%', '100%'])
})
