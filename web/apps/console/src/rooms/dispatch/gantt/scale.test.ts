import { expect, test } from 'vitest'
import { boxOf, hour_ms, hoursOf, momentAt, scaleOf, snapped, ticks, xOf } from './scale'

const day = { from: Date.parse('2026-09-22T16:00:00Z'), to: Date.parse('2026-09-23T16:00:00Z') }
const at = (hours: number) => day.from + hours * hour_ms
const scale = scaleOf({ from: at(8), to: at(18) }, 1000)

test('a moment and its place are two names of the same thing', () => {
  expect(xOf(at(8), scale)).toBe(0)
  expect(xOf(at(13), scale)).toBe(500)
  for (const hours of [8, 9.25, 12.5, 17.75, 18]) expect(momentAt(xOf(at(hours), scale), scale)).toBe(at(hours))
})

test('the day begins with the usual hours and grows to whole hours around what happens outside them', () => {
  expect(hoursOf(day, [])).toEqual({ from: at(8), to: at(18) })
  expect(hoursOf(day, [{ from: at(7.5), to: at(20.25) }])).toEqual({ from: at(7), to: at(21) })
})

test('what began the day before or ends the day after does not stretch the day', () => {
  expect(hoursOf(day, [{ from: at(-3), to: at(1) }])).toEqual({ from: at(0), to: at(18) })
  expect(hoursOf(day, [{ from: at(30), to: at(31) }])).toEqual({ from: at(8), to: at(18) })
})

test('a bar is cut at the ends of the day, and outside it there is none', () => {
  expect(boxOf({ from: at(7), to: at(9) }, scale)).toEqual({ left: 0, width: 100 })
  expect(boxOf({ from: at(17), to: at(19) }, scale)).toEqual({ left: 900, width: 100 })
  expect(boxOf({ from: at(19), to: at(20) }, scale)).toBeUndefined()
})

test('a hand aims at quarters of an hour', () => {
  expect(snapped(at(9) + 7 * 60_000, day.from)).toBe(at(9))
  expect(snapped(at(9) + 8 * 60_000, day.from)).toBe(at(9.25))
})

test('there is a line for every full hour, both ends included', () => {
  expect(ticks(scale)).toHaveLength(11)
})
