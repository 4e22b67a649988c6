import { expect, test } from 'vitest'
import { askedFor, roomsOf, ticked } from './kinds'

const kinds = ['order.cancelled', 'order.opened', 'visit.accepted']

test('kinds stand with their room, and are found by name, code or room', () => {
  expect(roomsOf(kinds).map((room) => [room.prefix, room.kinds.length])).toEqual([
    ['order.', 2],
    ['visit.', 1],
  ])
  expect(roomsOf(kinds, 'opened').flatMap((room) => room.kinds.map((each) => each.kind))).toEqual(['order.opened'])
  expect(roomsOf(kinds, '上门').flatMap((room) => room.kinds.map((each) => each.kind))).toContain('visit.accepted')
  expect(roomsOf(kinds, 'nothing like it')).toEqual([])
})

test('a whole room takes the place of its kinds', () => {
  expect(ticked(['order.opened', 'visit.accepted'], 'order.')).toEqual(['visit.accepted', 'order.'])
  expect(ticked(['order.'], 'order.')).toEqual([])
  expect(ticked([], 'order.opened')).toEqual(['order.opened'])
})

test('what is asked for is told in words, and nothing chosen is everything', () => {
  expect(askedFor([])).toBe('全部事件')
  expect(askedFor(['order.', 'brand.merged'])).toBe('工单、合并了品牌，… 条记录随之改挂')
})
