import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { freshId } from '../../phone/ids'
import { choicesOf, daysOn, daysTo, discountOf, percentText } from './lead'
import { quoteText } from './share'

test('a quote reads as a message', () => {
  const quote = {
    number: 'BJ-20261121-0001',
    edition: 2,
    lines: [{ name: '壁挂空调', quantity: 2, amount_minor: 560_000 }],
    promises: [
      { kind: 'free_drill', words: '' },
      { kind: 'agreed_time', words: '周六上午送到' },
    ],
    total_minor: 560_000,
    note: '',
    valid_until: '2026-11-28',
  } as unknown as Wire['QuoteShown']
  expect(quoteText(quote, '新风电器', '赵欣怡', () => '免费打孔').split('\n')).toEqual([
    '新风电器 报价 BJ-20261121-0001（第 2 版）',
    '壁挂空调 × 2：¥5,600.00',
    '合计 ¥5,600.00',
    '承诺：免费打孔',
    '承诺：周六上午送到',
    '有效至 2026-11-28',
    '赵欣怡 敬上',
  ])
})

test('an id of the phone’s own is one the server takes', () => {
  expect(freshId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('days and discounts are reckoned as the server does', () => {
  expect(daysOn('2026-11-29', 3)).toBe('2026-12-02')
  expect(daysTo('2026-11-19', '2026-11-21')).toBe(-2)
  expect([discountOf(600_000, 540_000), discountOf(300_000, 269_999), discountOf(100, 200), discountOf(0, 0)]).toEqual([
    1_000, 1_001, 0, 0,
  ])
  expect([percentText(1_000), percentText(1_050)]).toEqual(['10%', '10.5%'])
})

test('somebody new is always asked again, and the company’s own number of days is among the choices', () => {
  const days = (usual?: number) => choicesOf('2026-11-21', usual).map((each) => each.day)
  expect(days()).toEqual(['2026-11-22', '2026-11-24', '2026-11-28', ''])
  expect(days(7)).toEqual(['2026-11-22', '2026-11-24', '2026-11-28'])
  expect(days(10)).toEqual(['2026-11-22', '2026-11-24', '2026-11-28', '2026-12-01'])
})
