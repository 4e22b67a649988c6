import { expect, test } from 'vitest'
import { distance_m, drawn } from './way'

const way = { east_m: 930, north_m: -33 }

test('the same place is no way at all', () => {
  const none = { east_m: 0, north_m: 0 }
  expect(distance_m(none)).toBe(0)
  const { from, to } = drawn(none, 320, 160, 24)
  expect(from).toEqual(to)
})

test('north is up, east is right, and both places are inside', () => {
  const { from, to } = drawn({ east_m: 4_770, north_m: 11_120 }, 320, 160, 24)
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
  const { from, to, scale } = drawn(way, 320, 160, 24)
  const drawn_px = Math.hypot(to.x - from.x, to.y - from.y)
  expect((drawn_px / scale.px) * scale.metres).toBeCloseTo(distance_m(way), -1)
  expect(scale.px).toBeLessThanOrEqual(80)
})
