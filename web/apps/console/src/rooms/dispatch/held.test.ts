import { expect, test } from 'vitest'
import { deedOf, type Held, windowFor } from './held'

const hour = 3_600_000
const waiting: Held = {
  visit_id: 'v',
  order_id: 'o',
  order_number: 'WX-1',
  summary: '不制冷',
  category: 'ac',
  region: '310101',
  urgency: 'normal',
  minutes: 60,
  window: { from: 9 * hour, to: 11 * hour },
  version: 1,
  status: 'planned',
}
const booked: Held = {
  ...waiting,
  status: 'accepted',
  at: { technician_id: 'zhang', from: 10 * hour, is_offer: false },
}
const to = (technician_id: string, from?: number) => ({ key: technician_id, technician_id, name: '', from })

test('what waits is given to whoever it is dropped on', () => {
  expect(deedOf(waiting, to('zhang', 9 * hour))).toBe('send')
  expect(deedOf(waiting, to('zhang'))).toBe('send')
})

test('along one’s own row is another time, onto another row another technician, where it was nothing', () => {
  expect(deedOf(booked, to('zhang', 12 * hour))).toBe('move')
  expect(deedOf(booked, to('li', 10 * hour))).toBe('hand_over')
  expect(deedOf(booked, to('zhang', 10 * hour))).toBe('nothing')
  expect(deedOf(booked, to('zhang'))).toBe('nothing')
})

test('a time within the window keeps what the customer was told', () => {
  expect(windowFor(booked, 9.5 * hour)).toEqual(booked.window)
})

test('a time beyond the window moves the window along with the visit', () => {
  expect(windowFor(booked, 14 * hour)).toEqual({ from: 13 * hour, to: 15 * hour })
})

test('the window moves by quarters of an hour where that still holds the begin', () => {
  const odd: Held = { ...booked, at: { technician_id: 'zhang', from: 10 * hour + 10 * 60_000, is_offer: false } }
  expect(windowFor(odd, 12 * hour)).toEqual({ from: 10.75 * hour, to: 12.75 * hour })
})

test('the new begin always lies in the new window', () => {
  const early: Held = { ...booked, at: { technician_id: 'zhang', from: 6 * hour, is_offer: false } }
  for (const held of [waiting, booked, early, { ...booked, window: undefined }])
    for (const from of [7, 9, 11, 12.25, 17]) {
      const window = windowFor(held, from * hour)
      expect(window.from <= from * hour && from * hour <= window.to && window.from < window.to).toBe(true)
    }
})
