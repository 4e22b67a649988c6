// The way of a sale as the office sees it: which steps may be taken from where; the server decides again.
import type { Wire } from '@fieldloop/api'
import type { Tone } from '@fieldloop/ui'
import { code } from '@fieldloop/words'
import type { Step } from './calls/steps'

export const statuses = [
  'placed',
  'prepared',
  'shipped',
  'delivered',
  'installed',
  'accepted',
  'cancelled',
] as const satisfies readonly Wire['SaleStatus'][]

/** The next step first. What was fetched at the counter is delivered without being shipped. */
const steps: Record<Wire['SaleStatus'], readonly Step[]> = {
  placed: ['prepare', 'deliver'],
  prepared: ['ship', 'deliver'],
  shipped: ['deliver'],
  delivered: ['accept'],
  installed: ['accept'],
  accepted: [],
  cancelled: [],
}

export const stepsOf = (sale: Wire['SaleShown']): readonly Step[] => steps[sale.status]

/** What was delivered is not cancelled but returned. */
export const mayCancel = (sale: Wire['SaleShown']): boolean => ['placed', 'prepared', 'shipped'].includes(sale.status)

const tones: Record<Wire['SaleStatus'], Tone> = {
  placed: 'waiting',
  prepared: 'underway',
  shipped: 'underway',
  delivered: 'underway',
  installed: 'done',
  accepted: 'done',
  cancelled: 'cancelled',
}

export function saleShown(status: Wire['SaleStatus']): { tone: Tone; label: string } {
  return { tone: tones[status], label: code('sale_status', status) }
}

export interface Milestone {
  status: Wire['SaleStatus']
  at?: string
  reached: boolean
}

/** The milestones of a sale in their order, with when each was reached; a step that was left out is passed over once a later one is. */
export function milestones(sale: Wire['SaleRow']): Milestone[] {
  const at: Partial<Record<Wire['SaleStatus'], string | null | undefined>> = {
    placed: sale.created_at,
    prepared: sale.prepared_at,
    shipped: sale.shipped_at,
    delivered: sale.delivered_at,
    installed: sale.installed_at,
    accepted: sale.accepted_at,
    cancelled: sale.cancelled_at,
  }
  const way = statuses.filter((status) => status !== 'cancelled')
  const all = way.map((status) => ({ status, at: at[status] ?? undefined, reached: Boolean(at[status]) }))
  const last = all.findLastIndex((each) => each.reached)
  const kept = all.filter((each, nth) => each.reached || (nth > last && sale.status !== 'cancelled'))
  return sale.cancelled_at ? [...kept, { status: 'cancelled', at: sale.cancelled_at, reached: true }] : kept
}
