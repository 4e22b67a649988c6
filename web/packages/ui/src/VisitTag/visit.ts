// Which tone each status of a visit has.
import type { Wire } from '@fieldloop/api'
import type { Tone } from '../StatusTag/tone'

export const visitTone: Record<Wire['VisitStatus'], Tone> = {
  planned: 'waiting',
  offered: 'waiting',
  accepted: 'underway',
  departed: 'underway',
  arrived: 'underway',
  working: 'underway',
  done: 'done',
  cancelled: 'cancelled',
}
