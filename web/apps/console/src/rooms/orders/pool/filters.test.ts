import { expect, test } from 'vitest'
import { nothingChosen, readFilters, sameFilters, writeFilters } from './filters'

test('filters come back from the address as they were', () => {
  const filters = {
    ...nothingChosen,
    channel: 'phone',
    opened_from: '2026-09-01',
    phase: ['received' as const, 'on_hold' as const],
    type: 'repair',
    urgency: 'high' as const,
    region: '310101',
    late: true,
    q: '张三 138',
    sort: 'due' as const,
    brand_id: '0199',
  }
  const address = Object.fromEntries(
    Object.entries(writeFilters(filters)).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
  )
  expect(readFilters(address)).toEqual(filters)
})

test('no filter leaves no trace in the address', () => {
  expect(Object.values(writeFilters(nothingChosen)).filter(Boolean)).toEqual([])
})

test('an address with nonsense is an address without it', () => {
  expect(readFilters({ phase: 'received,nonsense', urgency: 'very', region: 'x', late: 'yes', q: null })).toEqual({
    ...nothingChosen,
    phase: ['received'],
  })
})

test('the order in which phases were chosen does not make another view', () => {
  expect(sameFilters(readFilters({ phase: 'on_hold,received' }), readFilters({ phase: 'received,on_hold' }))).toBe(true)
})

test('what is said of a part goes with the part and the days', () => {
  const used = {
    ...nothingChosen,
    part: 'pump',
    used_from: '2026-11-01',
    part_again: '1',
    part_warranty: 'in_warranty',
  }
  expect(writeFilters({ ...used, part: '' })).toMatchObject({ used_from: '2026-11-01', part_again: '1' })
  expect(writeFilters({ ...used, used_from: '' })).toMatchObject({ part: 'pump', part_warranty: 'in_warranty' })
  expect(Object.values(writeFilters({ ...used, part: '', used_from: '' })).filter(Boolean)).toEqual([])
  expect(readFilters({ part_again: '1', used_to: '2026-11-30' })).toEqual(nothingChosen)
})
