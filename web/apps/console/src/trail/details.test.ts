import { expect, test } from 'vitest'
import { details } from './details'
import type { Names } from './sentences'

const names: Names = {
  reason: (code) => ({ goodwill: '客情关怀' })[code] ?? code,
  unit: String,
  person: String,
  price: (code) => ({ repair_small: '小修工时' })[code] ?? code,
  promise: (kind) => ({ gift: '赠品' })[kind] ?? kind,
  tag: (code) => ({ polite: '有礼貌' })[code] ?? code,
  order: (id) => ({ b: 'WX-20260911-0004' })[id] ?? '',
  category: String,
  fault: String,
  leg: (code) => ({ measure: '测量' })[code] ?? code,
}
const clock = { now: Date.parse('2026-09-23T02:30:00Z'), zone: 'Asia/Shanghai' }
const told = (kind: string, facts: Record<string, unknown>) => details(kind, facts, names, clock)

test('what was charged is told line by line, with the amount and who pays', () => {
  const line = { code: 'repair_small', quantity: 1, amount_minor: 8000, payer: 'customer' }
  expect(told('charges.ticked', { lines: [line] })).toEqual(['小修工时 × 1 ¥80.00 (客户)'])
})

test('a payment says how much and how', () => {
  expect(told('payment.received', { amount_minor: 19000, method: 'wechat' })).toEqual(['¥190.00', '微信支付'])
})

test('an expense says what for and how much, a lead what was done', () => {
  expect(told('expense.recorded', { kind: 'parking', amount_minor: 1500 })).toEqual(['停车费', '¥15.00'])
  expect(told('lead.followed_up', { kind: 'call', result: 'undecided' })).toEqual(['电话', '还在考虑'])
  expect(told('quote.drawn', { number: 'BJ-1', total_minor: 560_000 })).toEqual(['BJ-1', '¥5,600.00'])
})

test('a moved appointment says to when and from when', () => {
  const window = { window_from_at: '2026-09-24T00:30:00.000Z', window_to_at: '2026-09-24T02:30:00.000Z' }
  const before = { window_from_at: '2026-09-23T06:00:00.000Z', window_to_at: '2026-09-23T08:00:00.000Z' }
  expect(told('visit.rescheduled', { ...window, before })).toEqual(['明天 08:30–10:30', '原来 今天 14:00–16:00'])
})

test('a warranty decided by hand says what it was before, why, and the note', () => {
  const facts = { from: 'out_of_warranty', verdict: 'in_warranty', reason: 'goodwill', note: '老客户' }
  expect(told('order.warranty_overridden', facts)).toEqual(['原来 保外', '客情关怀', '老客户'])
})

test('linked orders are named by number, and an order not on the page is passed over', () => {
  expect(told('order.linked', { kind: 'related', other_id: 'b' })).toEqual(['相关工单', 'WX-20260911-0004'])
  expect(told('order.linked', { kind: 'related', other_id: 'c' })).toEqual(['相关工单'])
})

test('a leg called off is named with its order and the reason, and a machine put in place says when it was sold', () => {
  expect(told('order.leg_cancelled', { leg: 'measure', order_id: 'b', reason: 'goodwill' })).toEqual([
    '测量',
    'WX-20260911-0004',
    '客情关怀',
  ])
  expect(told('asset.replaced', { asset_id: 'a', replaces_id: 'b', sold_on: '2026-03-02' })).toEqual([
    '购于 2026-03-02',
  ])
  expect(told('asset.replaced', { asset_id: 'a', replaces_id: 'b', sold_on: null })).toEqual([])
})

test('an event nobody has words for has no details, and facts of a wrong shape are passed over', () => {
  expect(told('from.the_future', { anything: 1 })).toEqual([])
  expect(told('charges.ticked', { lines: 'many' })).toEqual([])
  expect(told('payment.received', { amount_minor: 'much' })).toEqual([])
})

test('an export says which list, how much of it, masked or not, and how it was narrowed', () => {
  const facts = { list: 'orders', rows: 12, is_cut: true, is_personal: true, in_full: false }
  expect(told('export.made', { ...facts, filters: { phase: 'closed,on_hold', text: '张**', late: 'true' } })).toEqual([
    '工单',
    '12 行',
    '未导全',
    '电话地址已隐藏',
    '阶段: 已结案、挂起',
    '搜索: 张**',
    '超时: 是',
  ])
  expect(told('export.made', { list: 'users', rows: 3, is_cut: false, is_personal: false, filters: {} })).toEqual([
    '用户',
    '3 行',
  ])
})
