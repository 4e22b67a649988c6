import { expect, test } from 'vitest'
import { type Corner, faultOf, halfway, inserted, moved, removed, squareMetres } from './shape'

/** Corners in hundredths of a degree east and north of somewhere. */
const corners = (...all: [number, number][]): Corner[] =>
  all.map(([east, north]) => ({ lat: 31 + north / 100, lng: 121 + east / 100 }))
const square = corners([0, 0], [4, 0], [4, 4], [0, 4])

test('a square is an area, of so many square metres', () => {
  expect(faultOf(square)).toBeUndefined()
  const side = 0.04 * 111_195
  expect(squareMetres(square) / (side * side * Math.cos((31 * Math.PI) / 180))).toBeCloseTo(1, 3)
})

test.each([
  ['two corners', corners([0, 0], [4, 0]), 'field.too_few_corners', undefined],
  ['edges that cross', corners([0, 0], [4, 4], [4, 0], [0, 4]), 'field.edges_cross', [0, 2]],
  ['a way that folds back', corners([0, 0], [4, 0], [2, 0]), 'field.edges_cross', [0, 1]],
  ['one corner twice', corners([0, 0], [4, 0], [4, 0], [0, 4]), 'field.edges_cross', [0, 1]],
  ['a corner that touches an edge', corners([0, 0], [4, 0], [4, 4], [2, 0], [0, 4]), 'field.edges_cross', [0, 2]],
  ['a slip of the hand', corners([0, 0], [0.01, 0], [0, 0.01]), 'field.area_too_small', undefined],
] as const)('%s make none', (_, drawn, word, edges) => {
  expect(faultOf(drawn)).toEqual(edges ? { word, edges } : { word })
})

test('corners are put between, moved and taken away', () => {
  const more = inserted(square, 3, halfway(square, 3))
  expect(more.at(-1)?.lat).toBeCloseTo(31.02)
  expect(faultOf(more)).toBeUndefined()
  expect(faultOf(moved(more, 4, { lat: 31.02, lng: 121.05 }))?.word).toBe('field.edges_cross')
  expect(removed(more, 4)).toEqual(square)
})
