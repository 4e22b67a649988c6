import { expect, test } from 'vitest'
import { nameOf, queryOf } from './sheet'

test('what narrows nothing is not said', () => {
  expect(queryOf({ phase: 'closed', text: '', unit_id: undefined, late: false, due: null })).toBe(
    'phase=closed&late=false',
  )
})

test('the file is called as the server says, in any language', () => {
  const said = `attachment; filename="orders-1.xlsx"; filename*=UTF-8''${encodeURIComponent('工单-1.xlsx')}`
  expect(nameOf(said, 'orders')).toBe('工单-1.xlsx')
  expect(nameOf('', 'orders')).toBe('orders.xlsx')
})
