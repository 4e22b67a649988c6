import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { byLine, columnsOf, reasonOf, remapped } from './adapters'

const standard = {
  kind: 'customers',
  fields: {
    name: { from: ['客户姓名', 'Name'], required: true },
    phone: { from: ['电话'], transform: ['phone'], required: true },
    note: { from: ['备注'] },
  },
} as Wire['Mapping']

test('a field is taken from the column that was chosen, or is the same for all rows', () => {
  expect(remapped(standard, { name: '顾客', phone: '手机' }, { note: '老客户' }).fields).toEqual({
    name: { from: ['顾客'], required: true, constant: null },
    phone: { from: ['手机'], transform: ['phone'], required: true, constant: null },
    note: { from: [], constant: '老客户' },
  })
})

test('what is given no column is left out', () => {
  expect(Object.keys(remapped(standard, { name: '顾客' }, {}).fields)).toEqual(['name'])
})

test('columns are recognised by any of their names, however they are spaced', () => {
  expect(columnsOf(standard, ['NAME', '电 话*', 'x'])).toEqual({ name: 'NAME', phone: '电 话*' })
})

test('a column is guessed by a part of its name, for one field only', () => {
  expect(columnsOf(standard, ['客户', '联系电话1'])).toEqual({ name: '客户', phone: '联系电话1' })
})

test('what is wrong is said in words, and gathered by row', () => {
  const problem = (line: number, code: string) => ({ line, code, field: '', column: '', cell: '', value: '' })
  expect(
    byLine([problem(7, 'a'), problem(3, 'b'), problem(7, 'c')]).map((each) => [each.line, each.problems.length]),
  ).toEqual([
    [3, 1],
    [7, 2],
  ])
  expect(reasonOf(problem(2, 'import.not_a_year'))).toContain('不是年份')
})
