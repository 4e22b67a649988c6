import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { askedBy, askedFor, fitOf, fitsOf } from './fit'
import type { Held } from './held'

const candidate = (technician_id: string, rank: number): Wire['CandidateShown'] => ({
  technician_id,
  name: technician_id,
  unit_id: 'u',
  rank,
  score: 900,
  terms: [],
  planned_from_at: '2026-09-23T03:00:00.000Z',
  planned_to_at: '2026-09-23T04:00:00.000Z',
  travel_minutes: 10,
  by_road: true,
  late_minutes: 0,
})
const fits = fitsOf({
  visit_id: 'v',
  at: '2026-09-23T02:00:00.000Z',
  crew: 1,
  has_roads: true,
  waits: [],
  candidates: [candidate('first', 1), candidate('second', 2)],
  excluded: [{ technician_id: 'out', name: 'out', unit_id: 'u', reasons: [{ code: 'dispatch.on_leave', facts: {} }] }],
})
const held: Held = {
  visit_id: 'v',
  order_id: 'o',
  order_number: 'WX-1',
  summary: '',
  category: 'ac',
  region: '',
  urgency: 'normal',
  minutes: 60,
  window: { from: 1000, to: 2000 },
  version: 1,
  status: 'planned',
}
const asked = (who: string, from?: number, now = 0) =>
  askedFor(fitOf(fits, who), held, { key: who, technician_id: who, name: '', from }, now)

test('the first of the ranking within the window goes without a word', () => {
  expect(asked('first')).toBeUndefined()
  expect(asked('first', 1500)).toBeUndefined()
})

test('another place, another time, or somebody who is ruled out asks for a reason', () => {
  expect(asked('second')).toMatchObject({ place: 2 })
  expect(asked('first', 2500)).toMatchObject({ is_outside_window: true })
  expect(asked('out')?.reasons).toHaveLength(1)
  expect(asked('nobody of these outlets')).toMatchObject({ is_elsewhere: true })
})

test('a window that has passed cannot be kept and is not asked about', () => {
  expect(asked('first', 5000, 3000)).toBeUndefined()
})

test('nothing is claimed before the ranking is there', () => {
  expect(fitOf(undefined, 'first')).toBeUndefined()
})

test('what the server asks for is understood, and other refusals are not taken for it', () => {
  expect(askedBy('dispatch.reason_needed', { place: 3, keeps_window: false })).toEqual({
    reasons: [],
    is_elsewhere: false,
    place: 3,
    is_outside_window: true,
    is_accepted: false,
  })
  expect(askedBy('dispatch.reason_needed', { place: 1, keeps_window: true, is_accepted: true })).toMatchObject({
    place: undefined,
    is_accepted: true,
  })
  expect(askedBy('dispatch.excluded', { reasons: [{ code: 'dispatch.no_shift', facts: {} }] })?.reasons).toHaveLength(1)
  expect(askedBy('dispatch.double_booking', {})).toBeUndefined()
})
