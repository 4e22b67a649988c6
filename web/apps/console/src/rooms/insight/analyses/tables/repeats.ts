// Repairs that had to be made again, with what that cost.
import type { Wire } from '@fieldloop/api'
import { minutesText } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import { type Filters, ordersOf } from '../../../orders'
import { count, percent } from '../../adapters'
import { type Around, byKey, type FigureRow, figure, head, money, type Table, whole, within } from '../figures'

const repeat_filter = { product: 'product_id', category: 'category', fault: 'fault' } as const

export function repeats(now: Wire['Repeats'], then: Wire['Repeats'] | undefined, around: Around): Table {
  const before = byKey(then?.rows, (row) => row.key)
  const most = Math.max(1, ...now.rows.map((row) => row.lost_minor))
  const rows = now.rows.map((row): FigureRow => {
    const was = before.get(row.key)
    const of: Partial<Filters> =
      now.by === 'technician' ? { repeat_of_technician_id: row.key } : { [repeat_filter[now.by]]: row.key }
    const repeated = { repeat: '1', repairs: '1', opened_from: around.days.from, opened_to: around.days.to }
    const to = row.key ? ordersOf({ ...repeated, ...of, ...within(around) }) : undefined
    return {
      key: row.key,
      name: row.name || (row.key ? row.key : t('analysis.not_known')),
      to,
      figures: [
        figure(row.orders, was?.orders, whole, 'less', { to }),
        figure(row.visits, was?.visits, whole, 'less', { to }),
        figure(row.minutes, was?.minutes, minutesText, 'less', { to }),
        figure(row.expenses_minor, was?.expenses_minor, money, 'less', { to }),
        figure(row.goodwill_minor, was?.goodwill_minor, money, 'less', { to }),
        figure(row.lost_minor, was?.lost_minor, money, 'less', {
          to,
          share: (row.lost_minor / most) * 100,
          isBad: row.lost_minor > 0,
        }),
        figure(row.others_minor, was?.others_minor, money, undefined, { to }),
        figure(row.charged_minor, was?.charged_minor, money, undefined, { to }),
      ],
    }
  })
  return {
    first: t(`analysis.repeats_by.${now.by}`),
    heads: [
      head('failures.repeats', 'analysis.repeats_said'),
      head('analysis.visits'),
      head('analysis.spent', 'analysis.spent_said'),
      head('analysis.expenses', 'analysis.expenses_said'),
      head('analysis.goodwill', 'analysis.goodwill_said'),
      head('analysis.lost', 'analysis.lost_said'),
      head('analysis.others', 'analysis.others_said'),
      head('analysis.charged'),
    ],
    rows,
    more: now.more,
    whole: [t('analysis.repeat_share', { share: percent(now.share_bp), opened: count(now.opened) })],
  }
}
