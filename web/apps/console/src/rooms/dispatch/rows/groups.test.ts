import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { grouped, linesOf } from './groups'

const person = (technician_id: string, name: string, unit_id: string): Wire['BoardRow'] => ({
  technician_id,
  name,
  unit_id,
  status: 'active',
  daily_minutes_max: 480,
  shifts: [],
  visits: [],
})
const zhang = person('1', '张三', 'east')
const li = person('2', '李四', 'west')
const wang = person('3', '王五', 'east')
const traits = new Map([
  ['1', { areas: ['310101', '310104'], skills: ['ac'] }],
  ['2', { areas: ['310101'], skills: [] }],
])
const names = {
  unit: (id: string) => ({ east: '东站', west: '西站' })[id] ?? '',
  area: (code: string) => code,
  skill: () => '空调',
  rest: '其他',
}
const told = (by: 'unit' | 'area' | 'skill' | 'none') =>
  grouped([zhang, li, wang], by, traits, names).map((group) => [group.name, group.people.map((each) => each.name)])

test('by outlet everybody stands once, by name', () => {
  expect(told('unit')).toEqual([
    ['东站', ['王五', '张三']],
    ['西站', ['李四']],
  ])
})

test('who serves two areas stands in both, who has none comes last', () => {
  expect(told('area')).toEqual([
    ['310101', ['李四', '张三']],
    ['310104', ['张三']],
    ['其他', ['王五']],
  ])
})

test('by skill', () => {
  expect(told('skill')).toEqual([
    ['空调', ['张三']],
    ['其他', ['李四', '王五']],
  ])
})

test('a group that nobody named is shown by its code', () => {
  expect(grouped([person('4', '赵六', 'north')], 'unit', traits, names)[0]?.name).toBe('north')
})

test('without groups there are only people', () => {
  const lines = linesOf(grouped([zhang, li], 'none', traits, names), new Set())
  expect(lines.map((line) => line.kind)).toEqual(['person', 'person'])
})

test('a folded group keeps its line, and the same person in two groups is two rows', () => {
  const groups = grouped([zhang, li, wang], 'area', traits, names)
  expect(linesOf(groups, new Set(['310101'])).map((line) => line.key)).toEqual([
    'g/310101',
    'g/310104',
    '310104/1',
    'g/',
    '/3',
  ])
})
