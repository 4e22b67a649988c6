// Who got how much done, and in how much time.
import type { Wire } from '@fieldloop/api'
import { minutesText } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import { ordersOf } from '../../../orders'
import { percent } from '../../adapters'
import { type Around, byKey, type FigureRow, figure, head, hundredths, type Table, whole, within } from '../figures'

export function productivity(now: Wire['Productivity'], then: Wire['Productivity'] | undefined, around: Around): Table {
  const before = byKey(then?.technicians, (row) => row.technician_id)
  const most = Math.max(1, ...now.technicians.map((row) => row.visits))
  const rows = now.technicians.map((row): FigureRow => {
    const was = before.get(row.technician_id)
    const visited = {
      technician_id: row.technician_id,
      visited_from: around.days.from,
      visited_to: around.days.to,
      ...within(around),
    }
    const to = ordersOf(visited)
    const reviews = {
      path: '/reviews',
      query: { technician: row.technician_id, period: 'custom', ...around.days, unit: around.unit || undefined },
    }
    return {
      key: row.technician_id,
      name: row.name,
      to: `/technicians/${row.technician_id}`,
      figures: [
        figure(row.visits, was?.visits, whole, 'more', { to, share: (row.visits / most) * 100 }),
        figure(row.orders, was?.orders, whole, 'more', { to }),
        figure(row.days, was?.days, whole, undefined, { to }),
        figure(row.per_day_hundredths, was?.per_day_hundredths, hundredths, 'more', { to }),
        figure(row.helped, was?.helped, whole, undefined),
        figure(row.void_trips, was?.void_trips, whole, 'less', {
          to: ordersOf({ ...visited, void_trip: '1' }),
          isBad: row.void_trips > 0,
        }),
        figure(row.solved_bp, was?.solved_bp, percent, 'more', { to }),
        figure(row.site_minutes, was?.site_minutes, minutesText, undefined, { to }),
        figure(row.way_minutes, was?.way_minutes, minutesText, 'less', { to }),
        figure(row.stars_hundredths, was?.stars_hundredths, hundredths, 'more', { to: reviews }),
      ],
    }
  })
  return {
    first: t('pool.technician'),
    heads: [
      head('analysis.visits', 'analysis.visits_said'),
      head('analysis.orders', 'analysis.visited_orders_said'),
      head('analysis.days', 'analysis.days_said'),
      head('analysis.per_day'),
      head('analysis.helped', 'analysis.helped_said'),
      head('analysis.void_trips', 'analysis.void_trips_said'),
      head('analysis.solved', 'analysis.solved_said'),
      head('analysis.on_site', 'analysis.on_site_said'),
      head('analysis.on_way', 'analysis.on_way_said'),
      head('cockpit.stars_short'),
    ],
    rows,
    more: now.more,
    whole: [],
  }
}
