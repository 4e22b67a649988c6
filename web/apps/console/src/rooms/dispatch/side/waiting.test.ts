import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { found } from './waiting'

const visit = (order_number: string, part: Partial<Wire['Unassigned']>): Wire['Unassigned'] => ({
  visit_id: order_number,
  order_id: 'o',
  order_number,
  type: 'repair',
  leg: 'repair',
  summary: '',
  category: 'ac',
  region: '310101',
  urgency: 'normal',
  priority: 0,
  minutes: 60,
  no_candidates: false,
  version: 1,
  ...part,
})
const visits = [
  visit('A', { summary: '空调不制冷', next_due_at: '2026-09-23T04:00:00Z' }),
  visit('B', { summary: '冰箱漏水', urgency: 'emergency', priority: 900 }),
  visit('C', {
    summary: '空调漏水',
    urgency: 'high',
    next_due_at: '2026-09-23T02:00:00Z',
    window_from_at: '2026-09-23T06:00:00Z',
  }),
  visit('D', { urgency: 'emergency', priority: 900, next_due_at: '2026-09-24T02:00:00Z' }),
]
const said = (each: Wire['Unassigned']) => `${each.order_number} ${each.summary}`
const numbers = (text: string, sort: 'due' | 'urgency' | 'window') =>
  found(visits, text, sort, said).map((each) => each.order_number)

test('by due time, those that are never due last', () => {
  expect(numbers('', 'due')).toEqual(['C', 'A', 'D', 'B'])
})
test('by urgency, then by due time', () => {
  expect(numbers('', 'urgency')).toEqual(['D', 'B', 'C', 'A'])
})
test('by the window the customer was told', () => {
  expect(numbers('', 'window')[0]).toBe('C')
})
test('every word has to be there', () => {
  expect(numbers('空调 漏水', 'due')).toEqual(['C'])
  expect(numbers('洗衣机', 'due')).toEqual([])
})
