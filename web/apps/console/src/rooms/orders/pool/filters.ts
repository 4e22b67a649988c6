// The filters of the pool, kept in the address, so that a view can be sent to a colleague and the back button works.
import type { Wire } from '@fieldloop/api'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'

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
  }
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
  }
}

export const nothingChosen: Filters = { phase: [], type: '', urgency: '', region: '', late: false, q: '' }

export function sameFilters(a: Filters, b: Filters): boolean {
  return JSON.stringify(writeFilters(a)) === JSON.stringify(writeFilters(b))
}
