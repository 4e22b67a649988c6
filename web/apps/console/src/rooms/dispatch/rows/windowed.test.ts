import { expect, test } from 'vitest'
import { offsetsOf, rangeOf, rowAt } from './windowed'

const offsets = offsetsOf([30, 50, 50, 100, 50])

test('offsets add up to the height of all rows', () => {
  expect(offsets).toEqual([0, 30, 80, 130, 230, 280])
})

test.each([
  [-5, 0],
  [0, 0],
  [29, 0],
  [30, 1],
  [129, 2],
  [229, 3],
  [279, 4],
  [9999, 4],
])('at %i px lies row %i', (y, row) => {
  expect(rowAt(y, offsets)).toBe(row)
})

test('only what is seen is drawn, and a little beyond', () => {
  const many = offsetsOf(new Array(1000).fill(40))
  expect(rangeOf({ top: 4000, height: 400 }, many, 2)).toEqual({ first: 98, end: 113 })
  expect(rangeOf({ top: 0, height: 400 }, many, 2)).toEqual({ first: 0, end: 13 })
  expect(rangeOf({ top: 40_000, height: 400 }, many, 2)).toEqual({ first: 997, end: 1000 })
})

test('every row on screen is drawn, whatever the heights', () => {
  const heights = Array.from({ length: 300 }, (_, at) => 20 + ((at * 37) % 90))
  const all = offsetsOf(heights)
  for (let top = 0; top < (all.at(-1) ?? 0); top += 131) {
    const { first, end } = rangeOf({ top, height: 500 }, all, 0)
    expect(all[first]).toBeLessThanOrEqual(top)
    expect((all[end] ?? 0) >= Math.min(top + 500, all.at(-1) ?? 0)).toBe(true)
  }
})

test('no rows, nothing to draw', () => {
  expect(rangeOf({ top: 0, height: 400 }, offsetsOf([]))).toEqual({ first: 0, end: 0 })
})
