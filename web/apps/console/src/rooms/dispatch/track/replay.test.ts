import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { spanOf, whereAt } from './replay'

const at = (clock: string) => `2026-11-21T${clock}:00Z`
const point = (clock: string, lat: number, after_gap = false) => ({
  at: at(clock),
  place: { lat, lng: 121.5 },
  after_gap,
})
const visit = {
  arrived_at: at('02:30'),
  finished_at: at('03:00'),
  place: { lat: 31.3, lng: 121.5 },
} as Wire['TrackVisit']
const track = {
  points: [point('02:00', 31.2), point('02:02', 31.22), point('02:28', 31.3, true)],
  visits: [visit],
} as unknown as Wire['Track']

test('between two positions somebody is on the line, and over a gap that is a guess', () => {
  expect(whereAt(track, Date.parse(at('02:01')))).toMatchObject({ place: { lat: 31.21 }, guessed: false })
  expect(whereAt(track, Date.parse(at('02:15')))).toMatchObject({ guessed: true })
})

test('at a customer somebody stays there until the end', () => {
  expect(whereAt(track, Date.parse(at('02:45')))?.stay).toBe(visit)
  expect(spanOf(track)).toEqual({ from: Date.parse(at('02:00')), to: Date.parse(at('03:00')) })
  expect(spanOf({ points: [], visits: [] } as unknown as Wire['Track'])).toBeUndefined()
})
