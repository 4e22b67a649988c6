import { expect, test } from 'vitest'
import { PhoneClock } from './clock'

function phone() {
  const hands = { wall_ms: 1_000_000, even_ms: 0, wall: () => hands.wall_ms, even: () => hands.even_ms }
  const pass = (ms: number) => {
    hands.wall_ms += ms
    hands.even_ms += ms
  }
  return { hands, pass }
}

test('the skew is the server’s clock against the phone’s, half of the way taken off', () => {
  const { hands, pass } = phone()
  const clock = new PhoneClock(null, hands)
  expect(clock.skew_ms).toBeNull()
  const asked_ms = hands.wall_ms
  pass(400)
  clock.measured(5_000_000, asked_ms)
  expect(clock.now_ms).toBe(5_000_200)
  expect(clock.skew_ms).toBe(5_000_200 - 1_000_400)
  pass(60_000)
  expect(clock.now_ms).toBe(5_060_200)
})

test('a skew that was known from an earlier run is used until it is measured again', () => {
  const { hands } = phone()
  expect(new PhoneClock(-5_000, hands).now_ms).toBe(hands.wall_ms - 5_000)
})

test('a clock that is set back while the app is open changes nothing', () => {
  const { hands, pass } = phone()
  const clock = new PhoneClock(null, hands)
  clock.measured(5_000_000, hands.wall_ms)
  pass(10_000)
  hands.wall_ms -= 3_600_000
  expect(clock.now_ms).toBe(5_010_000)
  expect(hands.wall_ms + (clock.skew_ms ?? 0)).toBe(5_010_000)
})

test('a phone that slept goes by the clock on its wall', () => {
  const { hands } = phone()
  const clock = new PhoneClock(null, hands)
  clock.measured(5_000_000, hands.wall_ms)
  hands.wall_ms += 1_800_000
  hands.even_ms += 2_000
  expect(clock.now_ms).toBe(6_800_000)
})
