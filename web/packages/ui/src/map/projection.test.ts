import { expect, test } from 'vitest'
import { fitted, nearest, panned, pointOf, positionAt, scaleBar, type View, zoomed } from './projection'

const view: View = { lng: 125, lat: 30, base_lat: 30, px_per_metre: 0.1, width: 800, height: 600 }

test('the middle of the view is the middle of the screen, north is up', () => {
  expect(pointOf([125, 30], view)).toEqual([400, 300])
  expect(pointOf([125, 30.01], view)[1]).toBeLessThan(300)
  expect(pointOf([125.01, 30], view)[0]).toBeGreaterThan(400)
})

test('a place and its point are two names of the same thing', () => {
  const [lng, lat] = positionAt(...pointOf([125.0321, 29.9876], view), view)
  expect(lng).toBeCloseTo(125.0321, 9)
  expect(lat).toBeCloseTo(29.9876, 9)
})

test('a kilometre is a hundred pixels here, in both directions', () => {
  const degree = 1_000 / 111_195
  expect(300 - pointOf([125, 30 + degree], view)[1]).toBeCloseTo(100, 6)
  expect(pointOf([125 + degree / Math.cos(Math.PI / 6), 30], view)[0] - 400).toBeCloseTo(100, 6)
})

test('what is under the pointer stays under it when one looks nearer', () => {
  const before = positionAt(650, 120, view)
  const [x, y] = pointOf(before, zoomed(view, 2, 650, 120))
  expect(x).toBeCloseTo(650, 1)
  expect(y).toBeCloseTo(120, 1)
})

test('a drag moves the ground along', () => {
  const [x, y] = pointOf(positionAt(100, 100, view), panned(view, 30, -20))
  expect(x).toBeCloseTo(130, 1)
  expect(y).toBeCloseTo(80, 1)
})

test('everything fits into the first view, a single place too, and no place makes none', () => {
  const places = [
    [124.93, 29.95],
    [125.07, 30.05],
  ] as const
  const all = fitted(places, 800, 600)
  for (const place of places) {
    const [x, y] = pointOf(place, all as View)
    expect(x >= 39 && x <= 761 && y >= 39 && y <= 561).toBe(true)
  }
  expect(fitted([[125, 30]], 800, 600)?.px_per_metre).toBe(2)
  expect(fitted([], 800, 600)).toBeUndefined()
})

test('the nearest within reach is meant, what is drawn last where two are as near', () => {
  const points = [
    { x: 10, y: 10, reach: 8, name: 'below' },
    { x: 10, y: 10, reach: 8, name: 'above' },
    { x: 30, y: 10, reach: 8, name: 'beside' },
  ]
  expect(nearest(points, 12, 10)?.name).toBe('above')
  expect(nearest(points, 26, 10)?.name).toBe('beside')
  expect(nearest(points, 20, 10)).toBeUndefined()
})

test('a scale bar has a round length', () => {
  expect(scaleBar(view, 120)).toEqual({ metres: 1000, px: 100 })
  expect(scaleBar({ ...view, px_per_metre: 0.03 }, 120).metres).toBe(2000)
})
