// What orders brought in and what they cost.
import type { Wire } from '@fieldloop/api'
import { t } from '@fieldloop/words'
import { type Filters, ordersOf } from '../../../orders'
import { percent } from '../../adapters'
import { type Around, byKey, type FigureRow, figure, head, money, type Table, whole, within } from '../figures'

const margin_filter = {
  category: 'category',
  product: 'product_id',
  region: 'region',
  unit: 'unit_id',
  type: 'type',
} as const satisfies Record<Wire['MarginBy'], keyof Filters>

export function margin(now: Wire['Margin'], then: Wire['Margin'] | undefined, around: Around): Table {
  const before = byKey(then?.rows, (row) => row.key)
  const most = Math.max(1, ...now.rows.map((row) => row.sums.income_minor))
  const rows = now.rows.map((row): FigureRow => {
    const [of, was] = [row.sums, before.get(row.key)?.sums]
    const booked = { booked_from: around.days.from, booked_to: around.days.to, ...within(around) }
    const to = row.key ? ordersOf({ ...booked, [margin_filter[now.by]]: row.key }) : undefined
    const named = now.by === 'region' && row.key ? around.region(row.key) : row.name
    return {
      key: row.key,
      name: named || t('analysis.not_known'),
      to,
      figures: [
        figure(of.orders, was?.orders, whole, undefined, { to }),
        figure(of.income_minor, was?.income_minor, money, 'more', { to, share: (of.income_minor / most) * 100 }),
        figure(of.service_minor, was?.service_minor, money, undefined, { to }),
        figure(of.parts_minor, was?.parts_minor, money, undefined, { to }),
        figure(of.fees_minor, was?.fees_minor, money, undefined, { to }),
        figure(of.goodwill_minor, was?.goodwill_minor, money, 'less', { to }),
        figure(of.expenses_minor, was?.expenses_minor, money, 'less', { to }),
        figure(of.margin_minor, was?.margin_minor, money, 'more', { to, isBad: of.margin_minor < 0 }),
        figure(of.margin_bp, was?.margin_bp, percent, 'more', { to }),
      ],
    }
  })
  const sums = now.whole
  return {
    first: t(`analysis.margin_by.${now.by}`),
    heads: [
      head('analysis.orders', 'analysis.booked_said'),
      head('analysis.income', 'analysis.income_said'),
      head('analysis.service'),
      head('analysis.parts_income'),
      head('analysis.fees'),
      head('analysis.goodwill', 'analysis.goodwill_said'),
      head('analysis.expenses', 'analysis.expenses_said'),
      head('analysis.margin', 'analysis.margin_said'),
      head('analysis.margin_share'),
    ],
    rows,
    more: now.more,
    whole: sums.orders
      ? [
          t('analysis.margin_whole', {
            income: money(sums.income_minor),
            cost: money(sums.goodwill_minor + sums.expenses_minor),
            margin: `${sums.margin_minor < 0 ? '−' : ''}${money(Math.abs(sums.margin_minor))}`,
            share: percent(sums.margin_bp),
          }),
        ]
      : [],
  }
}
