import { expect, test } from 'vitest'
import type { Found } from '../calls/analyses'
import { tableOf } from './tableOf'

const around = { days: { from: '2026-11-01', to: '2026-11-30' }, unit: '', region: (code: string) => `区${code}` }
const technician = {
  technician_id: 't1',
  name: '李师傅',
  visits: 12,
  orders: 10,
  days: 6,
  per_day_hundredths: 200,
  helped: 0,
  void_trips: 1,
  solved_bp: 9_000,
  site_minutes: 50,
  way_minutes: 20,
  stars_hundredths: 480,
  reviews: 5,
}
const productivity = (part: Partial<typeof technician>): Found => ({
  kind: 'productivity',
  data: { from: '2026-11-01', to: '2026-11-30', technicians: [{ ...technician, ...part }], more: false },
})

test('a figure says how it moved, whether that is good, and leads to what it is of', () => {
  const [row] = tableOf(productivity({}), productivity({ visits: 9, void_trips: 0 }), around).rows
  const [visits, , , , , void_trips] = row?.figures ?? []
  expect(visits).toMatchObject({ text: '12', moved: { way: 'up', text: '3', good: true } })
  expect(visits?.to).toMatchObject({
    path: '/orders',
    query: { technician_id: 't1', visited_from: '2026-11-01', visited_to: '2026-11-30' },
  })
  expect(void_trips).toMatchObject({ text: '1', isBad: true, moved: { way: 'up', good: false } })
  expect(void_trips?.to).toMatchObject({ query: { void_trip: '1' } })
})

test('who was not there before is not compared, and what is another analysis is not either', () => {
  const figures = (then?: Found) => tableOf(productivity({}), then, around).rows[0]?.figures ?? []
  expect(figures(productivity({ technician_id: 't2' })).every((each) => !each.moved)).toBe(true)
  expect(figures().every((each) => !each.moved)).toBe(true)
})

test('a loss is told with its sign, and a district without a name leads nowhere', () => {
  const sums = {
    orders: 2,
    income_minor: 10_000,
    service_minor: 10_000,
    parts_minor: 0,
    fees_minor: 0,
    goodwill_minor: 10_000,
    expenses_minor: 2_500,
    margin_minor: -2_500,
    margin_bp: -2_500,
  }
  const margin: Found = {
    kind: 'margin',
    data: {
      by: 'region',
      from: '2026-11-01',
      to: '2026-11-30',
      more: false,
      whole: sums,
      rows: [
        { key: '310101', name: '310101', sums },
        { key: '', name: '', sums },
      ],
    },
  }
  const [named, nameless] = tableOf(margin, undefined, around).rows
  expect(named?.name).toBe('区310101')
  expect(named?.figures[7]).toMatchObject({ isBad: true })
  expect(named?.figures[7]?.text).toMatch(/^−/)
  expect(named?.to).toMatchObject({ query: { region: '310101', booked_from: '2026-11-01', booked_to: '2026-11-30' } })
  expect(nameless?.to).toBeUndefined()
})

test('each figure of a part opens the orders that it counts', () => {
  const part = {
    key: 'pump',
    name: '水泵',
    quantity: 4,
    orders: 3,
    machines: 3,
    again: 1,
    unplanned: 2,
    in_warranty: 1,
    out_of_warranty: 2,
  }
  const parts: Found = {
    kind: 'parts',
    data: { from: '2026-11-01', to: '2026-11-30', parts: [part], more: false, again_days: 180 },
  }
  const { heads, rows } = tableOf(parts, undefined, { ...around, unit: 'u1' })
  const used = { part: 'pump', used_from: '2026-11-01', used_to: '2026-11-30', unit_id: 'u1' }
  const of = (nth: number) => rows[0]?.figures[nth]
  expect(of(3)?.to).toMatchObject({ path: '/orders', query: { ...used, part_again: '1' } })
  expect(of(4)?.to).toMatchObject({ query: { ...used, part_planned: '0' } })
  expect(of(5)?.to).toMatchObject({ query: { ...used, part_warranty: 'in_warranty' } })
  expect(of(6)).toMatchObject({ text: '2', to: { query: { ...used, part_warranty: 'out_of_warranty' } } })
  expect(rows[0]?.figures.length).toBe(heads.length)
})
