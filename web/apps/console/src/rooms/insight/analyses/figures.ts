// Analyses as tables of figures: each with how it moved against the period before, and with the orders or reviews that it is of.
import type { Wire } from '@fieldloop/api'
import { minutesText, moneyText } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import type { RouteLocationRaw } from 'vue-router'
import type { Days } from '../../../period'
import { type Filters, ordersOf } from '../../orders'
import { count, percent, stars } from '../adapters'
import type { Found, Kind } from '../calls/analyses'

export interface Figure {
  text: string
  to?: RouteLocationRaw
  moved?: { way: 'up' | 'down'; text: string; good?: boolean }
  /** Of the largest in its column, in percent. */
  share?: number
  isBad?: boolean
}

export interface FigureRow {
  key: string
  name: string
  to?: RouteLocationRaw
  figures: Figure[]
}

export interface Head {
  title: string
  /** What counts. */
  said?: string
}

export interface Table {
  first: string
  heads: Head[]
  rows: FigureRow[]
  more: boolean
  /** What stands above the rows. */
  whole: string[]
}

/** What the figures are of, and how regions are called. */
export interface Around {
  days: Days
  unit: string
  region(code: string): string
}

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

type Amount = number | null | undefined
type Say = (amount: number) => string
type Better = 'more' | 'less' | undefined

/** A figure with how it moved: whether that is good news is said by what is better. */
function figure(
  now: Amount,
  then: Amount,
  say: Say,
  better: Better,
  rest: Omit<Figure, 'text' | 'moved'> = {},
): Figure {
  if (typeof now !== 'number') return { text: '—' }
  const by = typeof then === 'number' ? now - then : 0
  const moved = by
    ? {
        way: by > 0 ? ('up' as const) : ('down' as const),
        text: say(Math.abs(by)),
        good: better && (better === 'more') === by > 0,
      }
    : undefined
  return { text: now < 0 ? `−${say(-now)}` : say(now), moved, ...rest }
}

const whole = (amount: number) => count(amount)
const money = (minor: number) => moneyText(minor)
const hundredths = (amount: number) => stars(amount)

export function tableOf(now: Found, then: Found | undefined, around: Around): Table {
  const draw = tables[now.kind] as (now: unknown, then: unknown, around: Around) => Table
  return draw(now.data, then?.kind === now.kind ? then.data : undefined, around)
}

const within = ({ unit }: Around): Partial<Filters> => (unit ? { unit_id: unit } : {})
const byKey = <R>(rows: R[] | undefined, key: (row: R) => string) => new Map(rows?.map((row) => [key(row), row]))
const head = (word: Parameters<typeof t>[0], said?: Parameters<typeof t>[0]): Head => ({
  title: t(word),
  said: said && t(said),
})

const tables: { [K in Kind]: (now: never, then: never, around: Around) => Table } = {
  productivity,
  areas,
  parts,
  repeats,
  satisfaction,
  margin,
}

function productivity(now: Wire['Productivity'], then: Wire['Productivity'] | undefined, around: Around): Table {
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

function areas(now: Wire['Areas'], then: Wire['Areas'] | undefined, around: Around): Table {
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

function parts(now: Wire['PartUseFigures'], then: Wire['PartUseFigures'] | undefined, around: Around): Table {
  const before = byKey(then?.parts, (row) => row.key)
  const most = Math.max(1, ...now.parts.map((row) => row.quantity))
  const rows = now.parts.map((row): FigureRow => {
    const was = before.get(row.key)
    const to = ordersOf({ part: row.key, used_from: around.days.from, used_to: around.days.to, ...within(around) })
    return {
      key: row.key,
      name: row.name,
      to,
      figures: [
        figure(row.quantity, was?.quantity, whole, undefined, { to, share: (row.quantity / most) * 100 }),
        figure(row.orders, was?.orders, whole, undefined, { to }),
        figure(row.machines, was?.machines, whole, undefined, { to }),
        figure(row.again, was?.again, whole, 'less', { to, isBad: row.again > 0 }),
        figure(row.unplanned, was?.unplanned, whole, 'less', { to }),
        figure(row.in_warranty, was?.in_warranty, whole, undefined, { to }),
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
      head('analysis.repair_time', 'analysis.repair_time_said'),
    ],
    rows,
    more: now.more,
    whole: [],
  }
}

const repeat_filter = { product: 'product_id', category: 'category', fault: 'fault' } as const

function repeats(now: Wire['Repeats'], then: Wire['Repeats'] | undefined, around: Around): Table {
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

function satisfaction(now: Wire['Satisfaction'], then: Wire['Satisfaction'] | undefined, around: Around): Table {
  const line = (
    key: string,
    name: string,
    of: Wire['Judged'],
    was: Wire['Judged'] | undefined,
    days: Days,
  ): FigureRow => {
    const to = (which?: string) => ({
      path: '/reviews',
      query: { which, period: 'custom', ...days, unit: around.unit || undefined },
    })
    const most = Math.max(1, ...now.points.map((each) => each.judged.reviews))
    return {
      key,
      name,
      figures: [
        figure(of.reviews, was?.reviews, whole, undefined, {
          to: to(),
          share: key === 'whole' ? undefined : (of.reviews / most) * 100,
        }),
        figure(of.stars_hundredths, was?.stars_hundredths, hundredths, 'more', { to: to() }),
        figure(of.below_standard, was?.below_standard, whole, 'less', {
          to: to('below'),
          isBad: of.below_standard > 0,
        }),
        figure(of.nps_answers, was?.nps_answers, whole, undefined, { to: to() }),
        figure(of.nps, was?.nps, whole, 'more', { to: to() }),
      ],
    }
  }
  const rows = now.points
    .filter((each) => each.judged.reviews > 0)
    .map((each) =>
      line(each.from, each.from === each.to ? each.from : `${each.from} – ${each.to}`, each.judged, undefined, each),
    )
  const all = now.whole.reviews ? [line('whole', t('analysis.whole'), now.whole, then?.whole, around.days)] : []
  return {
    first: t('analysis.when'),
    heads: [
      head('analysis.reviews', 'analysis.reviews_said'),
      head('cockpit.stars_short'),
      head('reviews.below', 'analysis.below_said'),
      head('analysis.nps_answers', 'analysis.nps_answers_said'),
      { title: 'NPS', said: t('analysis.nps_said') },
    ],
    rows: [...all, ...rows],
    more: false,
    whole: now.whole.reviews
      ? [
          now.by_stars
            .map((reviews, at) => t('analysis.of_stars', { stars: at + 1, reviews: count(reviews) }))
            .reverse()
            .join(' · '),
        ]
      : [],
  }
}

const margin_filter = {
  category: 'category',
  product: 'product_id',
  region: 'region',
  unit: 'unit_id',
  type: 'type',
} as const satisfies Record<Wire['MarginBy'], keyof Filters>

function margin(now: Wire['Margin'], then: Wire['Margin'] | undefined, around: Around): Table {
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
