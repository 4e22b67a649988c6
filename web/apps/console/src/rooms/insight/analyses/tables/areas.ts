// Where the work comes from, district by district, and who there is for it.
import type { Wire } from '@fieldloop/api'
import { minutesText } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import { type Filters, ordersOf } from '../../../orders'
import { percent } from '../../adapters'
import { type Around, byKey, type FigureRow, figure, head, type Table, whole, within } from '../figures'

const open_phases: Filters['phase'] = [
  'received',
  'to_dispatch',
  'dispatched',
  'accepted',
  'serving',
  'finished',
  'reviewed',
  'on_hold',
]
/** From here on somebody has more to do than time for it. */
const full_bp = 10_000

export function areas(now: Wire['Areas'], then: Wire['Areas'] | undefined, around: Around): Table {
  const before = byKey(then?.districts, (row) => row.region)
  const most = Math.max(1, ...now.districts.map((row) => row.opened))
  const { from, to: until } = around.days
  const rows = now.districts.map((row): FigureRow => {
    const was = before.get(row.region)
    // an order without a district cannot be asked for by one
    const to = (part: Partial<Filters>) =>
      row.region ? ordersOf({ region: row.region, ...part, ...within(around) }) : undefined
    return {
      key: row.region,
      name: row.region ? around.region(row.region) : t('cockpit.heat_nowhere'),
      figures: [
        figure(row.opened, was?.opened, whole, undefined, {
          to: to({ opened_from: from, opened_to: until }),
          share: (row.opened / most) * 100,
        }),
        figure(row.open, undefined, whole, undefined, { to: to({ phase: open_phases }) }),
        figure(row.late, undefined, whole, undefined, { to: to({ late: true }), isBad: row.late > 0 }),
        figure(row.on_time_bp, was?.on_time_bp, percent, 'more', {
          to: to({ finished_from: from, finished_to: until, in_time: '0' }),
        }),
        figure(row.visits, was?.visits, whole, undefined),
        figure(row.minutes_asked, was?.minutes_asked, minutesText, undefined),
        figure(row.technicians, undefined, whole, undefined, { isBad: !row.technicians && row.visits > 0 }),
        figure(row.minutes_there, was?.minutes_there, minutesText, undefined),
        figure(row.saturation_bp, was?.saturation_bp, percent, 'less', { isBad: (row.saturation_bp ?? 0) >= full_bp }),
      ],
    }
  })
  return {
    first: t('analysis.district'),
    heads: [
      head('cockpit.opened', 'analysis.opened_said'),
      head('analysis.open_now'),
      head('analysis.late_now'),
      head('cockpit.on_time', 'analysis.on_time_said'),
      head('analysis.planned', 'analysis.planned_said'),
      head('analysis.asked', 'analysis.asked_said'),
      head('analysis.people', 'analysis.people_said'),
      head('analysis.there', 'analysis.there_said'),
      head('analysis.saturation', 'analysis.saturation_said'),
    ],
    rows,
    more: now.more,
    whole: [],
  }
}
