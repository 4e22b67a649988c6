// Which parts were fitted, how often again, and under whose terms.
import type { Wire } from '@fieldloop/api'
import { minutesText } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import { ordersOf } from '../../../orders'
import { type Around, byKey, type FigureRow, figure, head, type Table, whole, within } from '../figures'

export function parts(now: Wire['PartUseFigures'], then: Wire['PartUseFigures'] | undefined, around: Around): Table {
  const before = byKey(then?.parts, (row) => row.key)
  const most = Math.max(1, ...now.parts.map((row) => row.quantity))
  const rows = now.parts.map((row): FigureRow => {
    const was = before.get(row.key)
    const used = { part: row.key, used_from: around.days.from, used_to: around.days.to, ...within(around) }
    const to = ordersOf(used)
    return {
      key: row.key,
      name: row.name,
      to,
      figures: [
        figure(row.quantity, was?.quantity, whole, undefined, { to, share: (row.quantity / most) * 100 }),
        figure(row.orders, was?.orders, whole, undefined, { to }),
        figure(row.machines, was?.machines, whole, undefined, { to }),
        figure(row.again, was?.again, whole, 'less', {
          to: ordersOf({ ...used, part_again: '1' }),
          isBad: row.again > 0,
        }),
        figure(row.unplanned, was?.unplanned, whole, 'less', { to: ordersOf({ ...used, part_planned: '0' }) }),
        figure(row.in_warranty, was?.in_warranty, whole, undefined, {
          to: ordersOf({ ...used, part_warranty: 'in_warranty' }),
        }),
        figure(row.out_of_warranty, was?.out_of_warranty, whole, undefined, {
          to: ordersOf({ ...used, part_warranty: 'out_of_warranty' }),
        }),
        figure(row.repair_minutes, was?.repair_minutes, minutesText, 'less', { to }),
      ],
    }
  })
  return {
    first: t('analysis.part'),
    heads: [
      head('analysis.pieces'),
      head('analysis.orders'),
      head('failures.machines', 'analysis.machines_said'),
      { title: t('analysis.again'), said: t('analysis.again_said', { days: now.again_days }) },
      head('analysis.unplanned', 'analysis.unplanned_said'),
      head('analysis.warranty', 'analysis.warranty_said'),
      head('analysis.out_of_warranty', 'analysis.out_of_warranty_said'),
      head('analysis.repair_time', 'analysis.repair_time_said'),
    ],
    rows,
    more: now.more,
    whole: [],
  }
}
