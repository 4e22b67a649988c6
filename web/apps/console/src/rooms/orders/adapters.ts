// From the wire to what the pages of orders show: the one place that knows both.
import type { Wire } from '@fieldloop/api'
import { minutesText, type Tone } from '@fieldloop/ui'
import { code, t, type Word } from '@fieldloop/words'
import type { Filters } from './pool/filters'

type Order = Wire['Order']
type Clock = Wire['SlaClock']

const minute_ms = 60_000
/** A target this near is shown as waiting for somebody. */
const soon_minutes = 60

/** The filters as the API asks for them. */
export function asQuery(filters: Filters) {
  return {
    phase: filters.phase.length ? filters.phase : undefined,
    type: filters.type || undefined,
    urgency: filters.urgency || undefined,
    late: filters.late || undefined,
    q: filters.q || undefined,
  }
}

/** How far a promised moment is: `还剩 45 分钟` quiet or amber, `超时 2 小时` red. */
export function dueShown(due_at: string, now_ms: number): { tone: Tone | 'calm'; text: string } {
  const minutes = Math.round((Date.parse(due_at) - now_ms) / minute_ms)
  if (minutes < 0) return { tone: 'late', text: t('sla.over', { length: minutesText(minutes) }) }
  return { tone: minutes <= soon_minutes ? 'waiting' : 'calm', text: t('sla.left', { length: minutesText(minutes) }) }
}

/** An SLA clock: met and missed are facts, paused stands still, running counts. */
export function clockShown(clock: Clock, now_ms: number): { tone: Tone; text: string } {
  if (clock.state === 'met') return { tone: 'done', text: t('sla.met') }
  if (clock.state === 'paused') return { tone: 'hold', text: t('sla.paused') }
  const due = dueShown(clock.due_at, now_ms)
  if (clock.state === 'missed' || due.tone === 'late')
    return { tone: 'late', text: clock.met_at ? t('sla.missed') : due.text }
  return { tone: due.tone === 'waiting' ? 'waiting' : 'underway', text: due.text }
}

/** The clocks that still run or were missed first; what is well comes after. */
export function clocksInOrder(clocks: Clock[]): Clock[] {
  const rank = { missed: 0, running: 1, paused: 2, met: 3 }
  return [...clocks].sort((a, b) => rank[a.state] - rank[b.state] || a.due_at.localeCompare(b.due_at))
}

const warrantyTone: Record<Wire['Warranty']['verdict'], Tone> = {
  in: 'done',
  contract: 'underway',
  out: 'closed',
  unknown: 'waiting',
}

export function warrantyShown(warranty: Wire['Warranty']): { tone: Tone; text: string } {
  return { tone: warrantyTone[warranty.verdict], text: code('warranty', warranty.verdict) }
}

const promiseTone: Record<Wire['Promise']['status'], Tone> = { open: 'waiting', kept: 'done', broken: 'late' }

export function promiseShown(promise: Wire['Promise']): { tone: Tone; text: string } {
  return { tone: promiseTone[promise.status], text: code('promise_status', promise.status) }
}

/** The visit that counts now: the latest that is not cancelled. */
export function currentVisit(order: Order): Wire['Visit'] | undefined {
  return order.visits.filter((visit) => visit.status !== 'cancelled').at(-1)
}

/** What the order waits for and on whom, in one sentence. */
export function nextStep(order: Order): string {
  const visit = currentVisit(order)
  const lead = visit?.crew.find((member) => member.role === 'lead')?.name ?? ''
  const offered = visit?.offers.find((offer) => offer.status === 'open')?.technician.name ?? ''
  if (order.phase === 'on_hold')
    return t('next.on_hold', { reason: order.hold_reason ? code('hold_reason', order.hold_reason) : '' })
  if (order.phase === 'dispatched') return t('next.dispatched', { who: offered || lead })
  if (order.phase === 'accepted' || order.phase === 'serving') return t(`next.${order.phase}`, { who: lead })
  return t(`next.${order.phase}`)
}

/** The sum of the charges by who pays, in the order they first appear. */
export function byPayer(charges: Wire['Charge'][]): { payer: string; total_minor: number }[] {
  const sums = new Map<string, number>()
  for (const charge of charges) sums.set(charge.payer, (sums.get(charge.payer) ?? 0) + charge.total_minor)
  return [...sums].map(([payer, total_minor]) => ({ payer, total_minor }))
}

/** The way of a visit, stone by stone, with the moment each was reached. */
export function milestones(visit: Wire['Visit']): { word: Word; at?: string | null }[] {
  const accepted = visit.offers.find((offer) => offer.status === 'accepted')?.answered_at
  return [
    { word: 'way.offered', at: visit.offers.at(-1)?.offered_at },
    { word: 'way.accepted', at: accepted },
    { word: 'way.departed', at: visit.departed_at },
    { word: 'way.arrived', at: visit.arrived_at },
    { word: 'way.started', at: visit.started_at },
    { word: 'way.finished', at: visit.finished_at },
  ]
}

/** A share in basis points: 6000 → `60%`, 3333 → `33.33%`. */
export function shareText(share_bp: number): string {
  const rest = share_bp % 100
  return `${Math.trunc(share_bp / 100)}${rest ? `.${String(rest).padStart(2, '0').replace(/0$/, '')}` : ''}%`
}
