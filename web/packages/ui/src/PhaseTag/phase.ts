// Which tone each phase of an order has.
import type { Wire } from '@fieldloop/api'
import type { Tone } from '../StatusTag/tone'

export const phaseTone: Record<Wire['OrderPhase'], Tone> = {
  received: 'waiting',
  to_dispatch: 'waiting',
  dispatched: 'waiting',
  accepted: 'underway',
  serving: 'underway',
  finished: 'done',
  reviewed: 'done',
  closed: 'closed',
  on_hold: 'hold',
  cancelled: 'cancelled',
}
