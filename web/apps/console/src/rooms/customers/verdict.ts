// A warranty verdict as a status: its colour and its word.
import type { Wire } from '@fieldloop/api'
import type { Tone } from '@fieldloop/ui'
import { code } from '@fieldloop/words'

const tone: Record<Wire['Verdict'], Tone> = {
  in_warranty: 'done',
  under_contract: 'underway',
  out_of_warranty: 'closed',
  unknown: 'waiting',
}

export function verdictShown(verdict: Wire['Verdict']): { tone: Tone; label: string } {
  return { tone: tone[verdict], label: code('verdict', verdict) }
}
