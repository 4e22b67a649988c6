// How a visit looks on the board: its sign, and what it is called.
import { CircleCheckFilled, Clock, LocationFilled, Select, Tools, Van } from '@element-plus/icons-vue'
import type { Wire } from '@fieldloop/api'
import type { Component } from 'vue'

/** Accepted, on the way, there and at work have one colour and a sign each. */
export const signOf: Record<Wire['VisitStatus'], Component> = {
  planned: Clock,
  offered: Clock,
  accepted: Select,
  departed: Van,
  arrived: LocationFilled,
  working: Tools,
  done: CircleCheckFilled,
  cancelled: Clock,
}

/** What the customer said, else the kind of machine. */
export function subjectOf(visit: { summary: string; category: string }, category: (code: string) => string): string {
  return visit.summary || category(visit.category)
}
