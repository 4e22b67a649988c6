import { expect, test } from 'vitest'
import { distance_m, drawn } from './way'

const bund = { lat: 31.24, lng: 121.49 }
const tower = { lat: 31.2397, lng: 121.4998 }

test('a degree of latitude is 111 km', () => {
  expect(distance_m({ lat: 30, lng: 120 }, { lat: 31, lng: 120 })).toBeCloseTo(111_195, -2)
})

test('the same place is no way at all', () => {
  expect(distance_m(bund, bund)).toBe(0)
  const { from, to } = drawn(bund, bund, 320, 160, 24)
  expect(from).toEqual(to)
})

test('north is up, east is right, and both places are inside', () => {
  const { from, to } = drawn({ lat: 31, lng: 121 }, { lat: 31.1, lng: 121.05 }, 320, 160, 24)
  expect(to.x).toBeGreaterThan(from.x)
  expect(to.y).toBeLessThan(from.y)
  for (const each of [from, to]) {
    expect(each.x).toBeGreaterThanOrEqual(24)
    expect(each.x).toBeLessThanOrEqual(296)
    expect(each.y).toBeGreaterThanOrEqual(23.99)
    expect(each.y).toBeLessThanOrEqual(136.01)
  }
})

test('lengths are drawn as long as they are', () => {
  const { from, to, scale } = drawn(bund, tower, 320, 160, 24)
  const drawn_px = Math.hypot(to.x - from.x, to.y - from.y)
  expect((drawn_px / scale.px) * scale.metres).toBeCloseTo(distance_m(bund, tower), -1)
  expect(scale.px).toBeLessThanOrEqual(80)
})
