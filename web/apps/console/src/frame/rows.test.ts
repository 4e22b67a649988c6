import { expect, test } from 'vitest'
import { ranged, step } from './rows'

const ids = ['a', 'b', 'c', 'd']

test('a press picks one row, and a second press lets it go', () => {
  expect(ranged(ids, [], { from: 1, to: 1 })).toEqual(['b'])
  expect(ranged(ids, ['b', 'd'], { from: 1, to: 1 })).toEqual(['d'])
})

test('with Shift all rows from the one before go the same way, upwards too', () => {
  expect(ranged(ids, ['b'], { from: 1, to: 3 })).toEqual(['b', 'c', 'd'])
  expect(ranged(ids, ['d'], { from: 3, to: 1 })).toEqual(['d', 'b', 'c'])
  expect(ranged(ids, ids, { from: 0, to: 2 })).toEqual(['d'])
})

test('an arrow goes over rows that cannot be reached, and stays at the last', () => {
  document.body.innerHTML = '<i tabindex="0"></i><b></b><u tabindex="0"></u>'
  const [first, , last] = document.body.children as unknown as HTMLElement[]
  const press = (on: HTMLElement | undefined) =>
    step({ currentTarget: on, preventDefault() {} } as unknown as KeyboardEvent, 'nextElementSibling')
  press(first)
  expect(document.activeElement).toBe(last)
  press(last)
  expect(document.activeElement).toBe(last)
})
