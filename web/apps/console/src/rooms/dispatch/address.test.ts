import { expect, test } from 'vitest'
import { dayAfter, firstLook, type Look, readLook, weekOf, writeLook } from './address'

const written = (look: Look) =>
  Object.fromEntries(Object.entries(writeLook(look)).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])))

test('what one looks at comes back from the address as it was', () => {
  const look: Look = {
    view: 'map',
    day: '2026-11-21',
    group: 'skill',
    unit: '01a223c2-3b3e-70e2-9409-db8ccd156cd7',
    name: '徐',
    zoom: 1.5,
  }
  expect(readLook(written(look))).toEqual(look)
})

test('the first look leaves no trace in the address', () => {
  expect(written(firstLook)).toEqual({})
})

test('an address with nonsense is the first look', () => {
  expect(readLook({ view: 'cube', day: '2026-02-30', group: 'x', unit: 'x', zoom: '9' })).toEqual(firstLook)
})

test('days go on over months and years, and weeks begin on Monday', () => {
  expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01')
  expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28')
  // the 23rd of September 2026 is a Wednesday, the 27th a Sunday
  expect(weekOf('2026-09-23')).toEqual(weekOf('2026-09-27'))
  expect(weekOf('2026-09-27')[0]).toBe('2026-09-21')
})
