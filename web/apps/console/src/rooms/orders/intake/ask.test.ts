import { Problem } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { lacking, orderOf, refusalsOf, wholePhone } from './ask'
import { emptyDraft } from './draft'

test.each([
  ['13800000000', '13800000000'],
  ['138 0000-0000', '13800000000'],
  ['+86 13800000000', '13800000000'],
  ['１３８００００００００', '13800000000'],
  ['021-61234567', '02161234567'],
  ['4008201234', '4008201234'],
  ['1380000000', ''],
  ['0216', ''],
  ['', ''],
])('%s is the whole phone %s', (typed, whole) => {
  expect(wholePhone(typed)).toBe(whole)
})

test('somebody known is named by their file, another name is whom to call', () => {
  const draft = {
    ...emptyDraft(),
    customer_id: 'c1',
    customer_name: '孙明',
    name: '孙太太',
    site_id: 's1',
    category: 'ac',
  }
  expect(orderOf(draft, 'refuse')).toMatchObject({ customer_id: 'c1', contact_name: '孙太太', site_id: 's1' })
  expect(orderOf({ ...draft, name: '孙明' }, 'refuse')).not.toHaveProperty('contact_name')
})

test('somebody new is sent with phone, address and the parts that the line still says', () => {
  const draft = {
    ...emptyDraft(),
    phone: '138 0000 0000',
    name: '张三',
    address: '南京东路100号3号楼',
    street: '南京东路100号',
    building: '3号楼',
    room: '402',
    region: '310101',
  }
  expect(orderOf(draft, 'refuse', { category: 'ac', fault: 'ac_drip' })).toMatchObject({
    customer: { name: '张三', phone: '13800000000' },
    site: { address: '南京东路100号3号楼', region: '310101', street: '南京东路100号', building: '3号楼', room: null },
    category: 'ac',
    fault: 'ac_drip',
    on_duplicate: 'refuse',
  })
})

test('a machine says its category itself', () => {
  const order = orderOf({ ...emptyDraft(), customer_id: 'c1', site_id: 's1', asset_id: 'a1', category: 'ac' }, 'open', {
    fault: 'ac_drip',
  })
  expect(order.items).toEqual([{ asset_id: 'a1', fault: 'ac_drip' }])
  expect(order).not.toHaveProperty('category')
})

test('what is missing is said at its field', () => {
  expect(Object.keys(lacking({ ...emptyDraft(), phone: '138' }))).toEqual(['phone', 'name', 'address', 'category'])
  expect(lacking({ ...emptyDraft(), customer_id: 'c', site_id: 's' }, { category: 'ac' })).toEqual({})
})

test('what the server refuses is said at the field it is about', () => {
  const fields = [
    { path: 'customer.name', code: 'field.required' },
    { path: 'site.region', code: 'field.not_a_region' },
    { path: 'items[0].fault', code: 'field.not_a_choice' },
  ]
  expect(Object.keys(refusalsOf(new Problem(422, 'invalid', {}, fields)))).toEqual(['name', 'address', 'fault'])
  expect(Object.keys(refusalsOf(new Problem(409, 'order.asset_required', { type_name: '保养' })))).toEqual(['machine'])
})
