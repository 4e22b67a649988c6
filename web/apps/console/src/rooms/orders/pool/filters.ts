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

export interface Filters {
  phase: Wire['OrderPhase'][]
  type: string
  urgency: Wire['Urgency'] | ''
  /** A district by its code. */
  region: string
  late: boolean
  q: string
  /** What a figure elsewhere led here with; shown as chips, each taken away by itself. */
  unit_id: string
  channel: string
  category: string
  fault: string
  technician_id: string
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
}

export const chips = [
  'unit_id',
  'channel',
  'category',
  'fault',
  'technician_id',
  'due_within_minutes',
  'due_ahead',
  'opened_from',
  'opened_to',
  'finished_from',
  'finished_to',
  'in_time',
  'fixed_at_once',
] as const satisfies readonly (keyof Filters)[]
export type Chip = (typeof chips)[number]

const shapes: Partial<Record<Chip, RegExp>> = {
  due_within_minutes: /^\d{1,5}$/,
  due_ahead: /^1$/,
  opened_from: /^\d{4}-\d{2}-\d{2}$/,
  opened_to: /^\d{4}-\d{2}-\d{2}$/,
  finished_from: /^\d{4}-\d{2}-\d{2}$/,
  finished_to: /^\d{4}-\d{2}-\d{2}$/,
  in_time: /^[01]$/,
  fixed_at_once: /^[01]$/,
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
    ...read(text),
  }
}

function read(text: (name: string) => string): Record<Chip, string> {
  const said = chips.map((chip) => [chip, shapes[chip]?.test(text(chip)) === false ? '' : text(chip)])
  return Object.fromEntries(said) as Record<Chip, string>
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
    ...Object.fromEntries(chips.map((chip) => [chip, filters[chip] || undefined])),
  }
}

export const nothingChosen: Filters = {
  phase: [],
  type: '',
  urgency: '',
  region: '',
  late: false,
  q: '',
  unit_id: '',
  channel: '',
  category: '',
  fault: '',
  technician_id: '',
  due_within_minutes: '',
  due_ahead: '',
  opened_from: '',
  opened_to: '',
  finished_from: '',
  finished_to: '',
  in_time: '',
  fixed_at_once: '',
}

/** Where the orders are that somebody means: `ordersOf({ phase: ['closed'], opened_from: '2026-09-01' })`. */
export function ordersOf(part: Partial<Filters>): RouteLocationRaw {
  return { path: '/orders', query: writeFilters({ ...nothingChosen, ...part }) }
}

export function sameFilters(a: Filters, b: Filters): boolean {
  return JSON.stringify(writeFilters(a)) === JSON.stringify(writeFilters(b))
}
