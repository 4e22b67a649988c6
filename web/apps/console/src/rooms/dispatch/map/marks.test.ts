import type { Wire } from '@fieldloop/api'
import type { View } from '@fieldloop/ui/map'
import { expect, test } from 'vitest'
import { marksOf, type Scene, waysOf } from './marks'

const view: View = { lng: 125, lat: 30, base_lat: 30, px_per_metre: 0.1, width: 800, height: 600 }
const place = (lng: number, lat: number) => ({ lng, lat })
const visit = (visit_id: string, hour: number, part: Partial<Wire['BoardVisit']> = {}): Wire['BoardVisit'] => ({
  visit_id,
  order_id: 'o',
  order_number: 'WX-1',
  customer_name: '',
  crew_size: 1,
  summary: '',
  category: 'ac',
  region: '',
  urgency: 'normal',
  status: 'accepted',
  is_offer: false,
  planned_from_at: `2026-09-23T0${hour}:00:00Z`,
  planned_to_at: `2026-09-23T0${hour + 1}:00:00Z`,
  place: place(125, 30),
  is_late: false,
  is_outside_shift: false,
  overlaps: false,
  version: 1,
  ...part,
})
const person = (
  technician_id: string,
  visits: Wire['BoardVisit'][],
  last_place: Wire['Point'] | null = null,
): Wire['BoardRow'] => ({
  technician_id,
  name: technician_id,
  unit_id: 'u',
  status: 'active',
  daily_minutes_max: 480,
  last_place,
  last_place_at: last_place && '2026-09-23T01:00:00Z',
  shifts: [],
  visits,
})
const scene = (rows: Wire['BoardRow'][]): Scene => ({ rows, waiting: [], profiles: new Map() })

test('what has no place is not on the map, and technicians stand on top of visits', () => {
  const marks = marksOf(
    scene([person('zhang', [visit('a', 1), visit('b', 2, { place: null })], place(125, 30)), person('li', [])]),
    view,
  )
  expect(marks.map((mark) => mark.kind)).toEqual(['visit', 'person'])
})

test('several at one place do not hide each other', () => {
  const all = Array.from({ length: 9 }, (_, at) => person(`p${at}`, [], place(125, 30)))
  const marks = marksOf(scene(all), view)
  const near = marks.flatMap((a, i) => marks.filter((b, j) => j > i && Math.hypot(a.x - b.x, a.y - b.y) < 12))
  expect(near).toEqual([])
})

test('the way goes from where somebody is along what is still to do, in order', () => {
  const ways = waysOf(
    scene([
      person(
        'zhang',
        [
          visit('late', 5, { place: place(125.02, 30) }),
          visit('done', 1, { status: 'done' }),
          visit('next', 3, { place: place(125.01, 30) }),
          visit('asked', 4, { is_offer: true, status: 'offered' }),
        ].sort((a, b) => a.planned_from_at.localeCompare(b.planned_from_at)),
        place(124.99, 30),
      ),
    ]),
    view,
  )
  const xs = ways[0]?.line.map(([x]) => Math.round(x)) ?? []
  expect(xs).toHaveLength(3)
  expect([...xs].sort((a, b) => a - b)).toEqual(xs)
})

test('who has nothing ahead has no way', () => {
  expect(waysOf(scene([person('li', [], place(125, 30))]), view)).toEqual([])
})
