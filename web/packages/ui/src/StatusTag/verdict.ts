// Which tone each warranty verdict has.
import type { Wire } from '@fieldloop/api'
import type { Tone } from './tone'

export const verdictTone: Record<Wire['Verdict'], Tone> = {
  in_warranty: 'done',
  under_contract: 'underway',
  out_of_warranty: 'closed',
  unknown: 'waiting',
}
