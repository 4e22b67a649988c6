// The filters of the pool, kept in the address, so that a view can be sent to a colleague and the back button works.
import type { Wire } from '@fieldloop/api'
import type { LocationQuery, LocationQueryRaw, RouteLocationRaw } from 'vue-router'

export const phases = [
  'received',
  'to_dispatch',
  'dispatched',
  'accepted',
  'serving',
  'finished',
  'reviewed',
  'closed',
  'on_hold',
  'cancelled',
] as const satisfies readonly Wire['OrderPhase'][]
export const urgencies = ['emergency', 'high', 'normal', 'low'] as const satisfies readonly Wire['Urgency'][]

export const channels = [
  'phone',
  'customer_page',
  'store',
  'email',
  'sale',
  'follow_up',
  'plan',
  'file',
  'api',
] as const satisfies readonly Wire['Channel'][]
/** The newest first unless told. */
export const sorts = ['due', 'priority'] as const satisfies readonly Wire['OrderSort'][]

export interface Filters {
  phase: Wire['OrderPhase'][]
  type: string
  urgency: Wire['Urgency'] | ''
  /** A district by its code. */
  region: string
  late: boolean
  q: string
  sort: (typeof sorts)[number] | ''
  /** What a figure elsewhere led here with; shown as chips, each taken away by itself. */
  unit_id: string
  channel: string
  category: string
  fault: string
  technician_id: string
  product_id: string
  brand_id: string
  due_within_minutes: string
  /** Of those, what is not late yet: `1`. */
  due_ahead: string
  /** Days of the company, both included. */
  opened_from: string
  opened_to: string
  finished_from: string
  finished_to: string
  /** Of what was finished: by when it was to be (`1`), or later (`0`). */
  in_time: string
  /** Of what was finished: at the first visit (`1`), or not (`0`). */
  fixed_at_once: string
  /** A visit ended on these days; with a technician, one that they led. */
  visited_from: string
  visited_to: string
  /** One that was a void trip: `1`. */
  void_trip: string
  /** A part that was fitted, on these days; without a name any part. */
  part: string
  used_from: string
  used_to: string
  /** Into a machine that had got the same one not long before (`1`), or not (`0`). */
  part_again: string
  /** It was known before that it would be needed (`1`), or not (`0`). */
  part_planned: string
  /** What the machine's terms said of it. */
  part_warranty: string
  /** Something was booked for it on these days. */
  booked_from: string
  booked_to: string
  /** The same machine with the same fault again: `1`. */
  repeat: string
  /** It repeats an order whose last visit they led. */
  repeat_of_technician_id: string
  /** Only orders with a repair of just this model, brand, category and fault, and none that was called off: `1`. */
  repairs: string
}

export const chips = [
  'unit_id',
  'channel',
  'category',
  'fault',
  'technician_id',
  'product_id',
  'brand_id',
  'due_within_minutes',
  'due_ahead',
  'opened_from',
  'opened_to',
  'finished_from',
  'finished_to',
  'in_time',
  'fixed_at_once',
  'visited_from',
  'visited_to',
  'void_trip',
  'part',
  'used_from',
  'used_to',
  'part_again',
  'part_planned',
  'part_warranty',
  'booked_from',
  'booked_to',
  'repeat',
  'repeat_of_technician_id',
  'repairs',
] as const satisfies readonly (keyof Filters)[]
export type Chip = (typeof chips)[number]

const day = /^\d{4}-\d{2}-\d{2}$/
const shapes: Partial<Record<Chip, RegExp>> = {
  due_within_minutes: /^\d{1,5}$/,
  due_ahead: /^1$/,
  opened_from: day,
  opened_to: day,
  finished_from: day,
  finished_to: day,
  in_time: /^[01]$/,
  fixed_at_once: /^[01]$/,
  visited_from: day,
  visited_to: day,
  void_trip: /^1$/,
  used_from: day,
  used_to: day,
  part_again: /^[01]$/,
  part_planned: /^[01]$/,
  part_warranty: /^(in_warranty|out_of_warranty|under_contract|unknown)$/,
  booked_from: day,
  booked_to: day,
  repeat: /^1$/,
  repairs: /^1$/,
}

/** Reads an address; what is not a filter or not a phase is passed over. */
export function readFilters(query: LocationQuery): Filters {
  const text = (name: string) => {
    const value = query[name]
    return (Array.isArray(value) ? value[0] : value) ?? ''
  }
  return {
    phase: phases.filter((phase) => text('phase').split(',').includes(phase)),
    type: text('type'),
    urgency: urgencies.find((urgency) => urgency === text('urgency')) ?? '',
    region: /^\d{6}$/.test(text('region')) ? text('region') : '',
    late: text('late') === '1',
    q: text('q'),
    sort: sorts.find((sort) => sort === text('sort')) ?? '',
    ...read(text),
  }
}

function read(text: (name: string) => string): Record<Chip, string> {
  const said = chips.map((chip) => [chip, shapes[chip]?.test(text(chip)) === false ? '' : text(chip)])
  return settled(Object.fromEntries(said) as Record<Chip, string>)
}

/** What says more of a part goes with the last that says which, or since when. */
function settled<F extends Record<Chip, string>>(filters: F): F {
  if (filters.part || filters.used_from) return filters
  return { ...filters, used_to: '', part_again: '', part_planned: '', part_warranty: '' }
}

/** The address of these filters; what is not set leaves no trace. */
export function writeFilters(filters: Filters): LocationQueryRaw {
  return {
    phase: filters.phase.join(',') || undefined,
    type: filters.type || undefined,
    urgency: filters.urgency || undefined,
    region: filters.region || undefined,
    late: filters.late ? '1' : undefined,
    q: filters.q || undefined,
    sort: filters.sort || undefined,
    ...Object.fromEntries(chips.map((chip) => [chip, settled(filters)[chip] || undefined])),
  }
}

export const nothingChosen: Filters = {
  phase: [],
  type: '',
  urgency: '',
  region: '',
  late: false,
  q: '',
  sort: '',
  unit_id: '',
  channel: '',
  category: '',
  fault: '',
  technician_id: '',
  product_id: '',
  brand_id: '',
  due_within_minutes: '',
  due_ahead: '',
  opened_from: '',
  opened_to: '',
  finished_from: '',
  finished_to: '',
  in_time: '',
  fixed_at_once: '',
  visited_from: '',
  visited_to: '',
  void_trip: '',
  part: '',
  used_from: '',
  used_to: '',
  part_again: '',
  part_planned: '',
  part_warranty: '',
  booked_from: '',
  booked_to: '',
  repeat: '',
  repeat_of_technician_id: '',
  repairs: '',
}

/** Where the orders are that somebody means: `ordersOf({ phase: ['closed'], opened_from: '2026-09-01' })`. */
export function ordersOf(part: Partial<Filters>): RouteLocationRaw {
  return { path: '/orders', query: writeFilters({ ...nothingChosen, ...part }) }
}

export function sameFilters(a: Filters, b: Filters): boolean {
  return JSON.stringify(writeFilters(a)) === JSON.stringify(writeFilters(b))
}
