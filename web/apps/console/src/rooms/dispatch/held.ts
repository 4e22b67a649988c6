// The visit in hand: chosen, dragged or carried by the keyboard, where it hovers, and what dropping it there would do.
import type { Wire } from '@fieldloop/api'
import { type Span, step_ms } from './gantt/scale'
import { spanOf } from './rows/day'

/** A visit somebody wants to put somewhere, from the waiting list or from the board. */
export interface Held {
  visit_id: string
  order_id: string
  order_number: string
  summary: string
  category: string
  region: string
  place?: Wire['Point'] | null
  urgency: Wire['Urgency']
  minutes: number
  /** What the customer was told. */
  window?: Span
  due_at?: string | null
  version: number
  status: Wire['VisitStatus']
  /** With whom it is now. */
  at?: { technician_id: string; from: number; is_offer: boolean }
}

/** Where it would go: to whom, and when; without a moment, when it fits first. */
export interface Target {
  /** The row, as one technician may stand in several groups. */
  key: string
  technician_id: string
  name: string
  from?: number
  /** Why it cannot go there, whatever the server would say. */
  blocked?: string
}

const minute_ms = 60_000

export function heldOfWaiting(visit: Wire['Unassigned']): Held {
  return {
    ...visit,
    window: windowOf(visit),
    due_at: visit.next_due_at,
    status: 'planned',
    at: undefined,
  }
}

export function heldOfBar(visit: Wire['BoardVisit'], technician_id: string): Held {
  const { from, to } = spanOf(visit)
  return {
    ...visit,
    minutes: Math.round((to - from) / minute_ms),
    window: windowOf(visit),
    due_at: visit.arrive_due_at,
    at: { technician_id, from, is_offer: visit.is_offer },
  }
}

function windowOf(visit: { window_from_at?: string | null; window_to_at?: string | null }): Span | undefined {
  if (!visit.window_from_at || !visit.window_to_at) return undefined
  return { from: Date.parse(visit.window_from_at), to: Date.parse(visit.window_to_at) }
}

/** Nobody has set out yet: it can be moved in time. Until somebody arrives it can be given to another. */
export function mayMove(status: Wire['VisitStatus']): boolean {
  return status === 'planned' || status === 'offered' || status === 'accepted'
}
export function mayTakeBack(status: Wire['VisitStatus']): boolean {
  return status === 'offered' || status === 'accepted' || status === 'departed'
}

export type Deed = 'nothing' | 'send' | 'move' | 'hand_over'

/** What a drop means: to give it to somebody, to tell the customer another time, to give it to another, or nothing. */
export function deedOf(held: Held, target: Target): Deed {
  if (!held.at) return 'send'
  if (held.at.technician_id !== target.technician_id) return 'hand_over'
  return target.from === undefined || target.from === held.at.from ? 'nothing' : 'move'
}

/** The window to tell the customer for a new begin: the old one where the begin lies in it, else the old one moved along. */
export function windowFor(held: Held, from: number): Span {
  const window = held.window
  if (!window) return { from, to: from + held.minutes * minute_ms }
  if (from >= window.from && from <= window.to) return window
  const was = held.at && held.at.from >= window.from && held.at.from <= window.to ? held.at.from : window.from
  const moved = (by: number) => ({ from: window.from + by, to: window.to + by })
  // a customer is told quarters of an hour, where that holds the begin
  const told = moved(Math.round((from - was) / step_ms) * step_ms)
  return from >= told.from && from <= told.to ? told : moved(from - was)
}
