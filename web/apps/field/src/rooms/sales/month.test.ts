import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { monthOf } from './month'

const sale = (sold_on: string, status: Wire['SaleStatus'], total_minor: number) =>
  ({ sold_on, status, total_minor }) as Wire['SaleRow']

test('a month counts what was sold in it, without what was called off', () => {
  const sales = [
    sale('2026-11-20', 'placed', 300_00),
    sale('2026-11-01', 'accepted', 500_00),
    sale('2026-11-02', 'cancelled', 900_00),
    sale('2026-10-31', 'shipped', 700_00),
    sale('2026-10-30', 'accepted', 100_00),
  ]
  expect(monthOf(sales, '2026-11-01')).toEqual({ sales: 2, total_minor: 800_00, arrived: 1, under_way: 2 })
})
