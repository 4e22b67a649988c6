import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { payerOf, shareOf, tickedLines } from './money'

const nothing = { name: '', price_minor: undefined, reason: '' }

test('only what has a quantity is ticked', () => {
  expect(tickedLines('item', { repair_small: 1, stove_burner: 0 }, nothing)).toEqual([
    { code: 'repair_small', quantity: 1, item_id: 'item' },
  ])
})

test('what is not on the list goes along with its price and reason', () => {
  expect(tickedLines('', {}, { name: ' 打孔 ', price_minor: 3000, reason: '混凝土墙' })).toEqual([
    { name: '打孔', price_minor: 3000, reason: '混凝土墙', quantity: 1, item_id: null },
  ])
})

test('who pays follows the warranty', () => {
  const price = { in_warranty: 'brand', out_of_warranty: 'customer', under_contract: 'contract' } as Wire['PriceShown']
  expect(
    (['in_warranty', 'out_of_warranty', 'under_contract', 'unknown'] as const).map((each) => payerOf(price, each)),
  ).toEqual(['brand', 'customer', 'contract', 'customer'])
})

test.each([
  ['40', 4000],
  ['33.33 %', 3333],
  ['100', 10_000],
  ['100.01', undefined],
  ['-5', undefined],
  ['', undefined],
])('%s percent is %s basis points', (typed, share) => {
  expect(shareOf(typed)).toBe(share)
})
