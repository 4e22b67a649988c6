import { beforeEach, expect, test } from 'vitest'
import { nothingChosen } from './filters'
import { filtersOf, nameToTake, queryOf, readLeft, writeLeft } from './views'

const late = { ...nothingChosen, late: true, phase: ['received' as const, 'on_hold' as const], q: '张三 & 李四' }

beforeEach(() => localStorage.clear())

test('a kept view brings back the filters it was made of', () => {
  expect(filtersOf(queryOf(late))).toEqual(late)
  expect(queryOf(nothingChosen)).toBe('')
})

test('a view of this browser never takes the place of one that is kept', () => {
  const view = { name: '今天到期', filters: late }
  expect(nameToTake(view, [])).toBe('今天到期')
  expect(nameToTake(view, [{ name: '今天到期', query: 'type=repair' }])).toBe('今天到期 2')
  expect(nameToTake(view, [{ name: '今天到期', query: queryOf(late) }])).toBeUndefined()
  expect(
    nameToTake(view, [
      { name: '今天到期', query: 'type=repair' },
      { name: '今天到期 2', query: queryOf(late) },
    ]),
  ).toBeUndefined()
})

test('what is left in the browser is offered until it is taken, and what cannot be read is passed over', () => {
  localStorage.setItem('fieldloop.views.me', JSON.stringify([{ name: '急', filters: { urgency: 'high' } }]))
  expect(readLeft('me')).toEqual([{ name: '急', filters: { ...nothingChosen, urgency: 'high' } }])
  expect(readLeft('you')).toEqual([])
  writeLeft('me', [])
  expect(localStorage.getItem('fieldloop.views.me')).toBeNull()
  localStorage.setItem('fieldloop.views.me', '{')
  expect(readLeft('me')).toEqual([])
})
