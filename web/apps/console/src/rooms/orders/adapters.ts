// From the wire to what the pages of orders show: the one place that knows both.
import type { Wire } from '@fieldloop/api'
import { minutesText, momentOf, type Tone } from '@fieldloop/ui'
import { code, comma, t, type Word } from '@fieldloop/words'
import { plusDays } from '../../period'
import type { Filters } from './pool/filters'

type Order = Wire['OrderPage']
type Clock = Wire['SlaShown']
type Visit = Wire['VisitOnPage']

const minute_ms = 60_000
/** A target this near is shown as waiting for somebody. */
const soon_minutes = 60

/** The filters as the API asks for them; days are those of the company's zone. */
export function asQuery(filters: Filters, zone: string) {
  const dayBegin = (day: string) => (day ? momentOf(`${day}T00:00`, zone) : undefined)
  return {
    phase: filters.phase.length ? filters.phase.join(',') : undefined,
    type: filters.type || undefined,
    urgency: filters.urgency || undefined,
    region: filters.region || undefined,
    late: filters.late || undefined,
    text: filters.q || undefined,
    sort: filters.sort || undefined,
    unit_id: filters.unit_id || undefined,
    channel: (filters.channel as Wire['Channel']) || undefined,
    category: filters.category || undefined,
    fault: filters.fault || undefined,
    technician_id: filters.technician_id || undefined,
    product_id: filters.product_id || undefined,
    brand_id: filters.brand_id || undefined,
    due_within_minutes: Number(filters.due_within_minutes) || undefined,
    due_ahead: filters.due_ahead === '1' || undefined,
    opened_from_at: dayBegin(filters.opened_from),
    opened_to_at: dayBegin(filters.opened_to && plusDays(filters.opened_to, 1)),
    finished_from_at: dayBegin(filters.finished_from),
    finished_to_at: dayBegin(filters.finished_to && plusDays(filters.finished_to, 1)),
    in_time: yesOrNo(filters.in_time),
    fixed_at_once: yesOrNo(filters.fixed_at_once),
    visited_from_at: dayBegin(filters.visited_from),
    visited_to_at: dayBegin(filters.visited_to && plusDays(filters.visited_to, 1)),
    void_trip: yesOrNo(filters.void_trip),
    part: filters.part || undefined,
    used_from_at: dayBegin(filters.used_from),
    used_to_at: dayBegin(filters.used_to && plusDays(filters.used_to, 1)),
    part_again: yesOrNo(filters.part_again),
    part_planned: yesOrNo(filters.part_planned),
    part_warranty: (filters.part_warranty as Wire['Verdict']) || undefined,
    booked_from: filters.booked_from || undefined,
    booked_to: filters.booked_to || undefined,
    repeat: yesOrNo(filters.repeat),
    repeat_of_technician_id: filters.repeat_of_technician_id || undefined,
    repairs: yesOrNo(filters.repairs),
  }
}

const yesOrNo = (said: string) => (said ? said === '1' : undefined)

/** When somebody comes: as the next visit says, else as the customer wished. */
export function appointmentOf(row: Wire['OrderRow']): { from: number; to: number } | undefined {
  return (
    span(row.visit?.from_at, row.visit?.to_at) ?? (row.visit ? undefined : span(row.wanted_from_at, row.wanted_to_at))
  )
}

/** When a visit is: what the customer was told, else what is planned. */
export function windowOf(visit: Visit): { from: number; to: number } | undefined {
  return span(visit.window_from_at, visit.window_to_at) ?? span(visit.planned_from_at, visit.planned_to_at)
}

function span(from?: string | null, to?: string | null): { from: number; to: number } | undefined {
  return from && to ? { from: Date.parse(from), to: Date.parse(to) } : undefined
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

export { verdictShown } from '../customers'

const promiseTone: Record<string, Tone> = { open: 'waiting', kept: 'done', broken: 'late', waived: 'closed' }

export function promiseShown(status: string): { tone: Tone; label: string } {
  return { tone: promiseTone[status] ?? 'waiting', label: code('promise_status', status) }
}

const chargeTone: Record<Wire['ChargeStatus'], Tone> = {
  proposed: 'waiting',
  approved: 'done',
  posted: 'done',
  voided: 'cancelled',
}

export function chargeShown(status: Wire['ChargeStatus']): { tone: Tone; label: string } {
  return { tone: chargeTone[status], label: code('charge_status', status) }
}

const requestTone: Record<Wire['PaymentRequestStatus'], Tone> = {
  asking: 'underway',
  waiting: 'waiting',
  paid: 'done',
  closed: 'cancelled',
  expired: 'closed',
  failed: 'late',
}

export function paymentRequestShown(status: Wire['PaymentRequestStatus']): { tone: Tone; label: string } {
  return { tone: requestTone[status], label: code('payment_request_status', status) }
}

const refundTone: Record<Wire['PaymentRefundStatus'], Tone> = {
  asked: 'underway',
  under_way: 'underway',
  done: 'done',
  failed: 'late',
}

export function paymentRefundShown(status: Wire['PaymentRefundStatus']): { tone: Tone; label: string } {
  return { tone: refundTone[status], label: code('payment_refund_status', status) }
}

/** The visit that counts now: the latest that is not cancelled. */
export function currentVisit(order: Order): Visit | undefined {
  return order.visits.filter((visit) => visit.status !== 'cancelled').at(-1)
}

/** What the order waits for and on whom, in one sentence; `reason` names a code of the company's. */
export function nextStep(order: Order, reason: (code: string) => string): string {
  const visit = currentVisit(order)
  const lead = visit?.crew.find((member) => member.role === 'lead')?.name
  const asked = visit?.offers.find((offer) => offer.status === 'waiting')?.technician.name
  const who = (name: string | undefined) => ({ who: name ?? t('trail.somebody') })
  if (order.phase === 'on_hold')
    return t('next.on_hold', { reason: order.hold_reason ? reason(order.hold_reason) : '' })
  if (order.phase === 'dispatched') return t('next.dispatched', who(asked ?? lead))
  if (order.phase === 'accepted' || order.phase === 'serving') return t(`next.${order.phase}`, who(lead))
  return t(`next.${order.phase}`)
}

/** Everybody named on the page, by id: the trail carries ids only. */
export function peopleOf(order: Order): Map<string, string> {
  const crew = order.visits.flatMap((visit) => visit.crew)
  const asked = order.visits.flatMap((visit) => visit.offers.map((offer) => offer.technician))
  return new Map([...crew, ...asked].map((person) => [person.id, person.name]))
}

/** The numbers of the orders named on the page, by id. */
export function numbersOf(order: Order): Map<string, string> {
  return new Map(order.linked.map((other) => [other.id, other.number]))
}

/** The way of a visit, stone by stone, with the moment each was reached. */
export function milestones(visit: Visit): { word: Word; at?: string | null }[] {
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

const saleTone: Record<Wire['SaleStatus'], Tone> = {
  placed: 'waiting',
  prepared: 'underway',
  shipped: 'underway',
  delivered: 'underway',
  installed: 'underway',
  accepted: 'done',
  cancelled: 'cancelled',
}

export function saleShown(status: Wire['SaleStatus']): { tone: Tone; label: string } {
  return { tone: saleTone[status], label: code('sale_status', status) }
}

export interface Warning {
  text: string
  /** The other order that it is about. */
  other?: string
  number?: string
}

/** What one has to know before doing anything to the order. */
export function warningsOf(order: Order, reason: (code: string) => string): Warning[] {
  const numbered = (id: string) => order.linked.find((each) => each.id === id)?.number
  const about = (text: string, id: string): Warning => ({ text, other: id, number: numbered(id) })
  const same = order.linked.filter(
    (each) => each.relation === 'duplicate' && each.id !== order.merged_into_id && !over.has(each.phase),
  )
  return [
    ...(order.merged_into_id ? [about(t('warning.merged'), order.merged_into_id)] : []),
    ...(order.repeat_of_id ? [about(t('warning.repeat'), order.repeat_of_id)] : []),
    ...same.map((each) => about(t('warning.duplicate'), each.id)),
    ...(order.phase === 'cancelled' && order.cancel_reason && !order.merged_into_id
      ? [{ text: t('warning.cancelled', { reason: reason(order.cancel_reason) }) }]
      : []),
    ...(order.previous_id ? [about(t('warning.follows'), order.previous_id)] : []),
  ]
}

const over: ReadonlySet<Wire['OrderPhase']> = new Set(['closed', 'cancelled'])

/** The trade's own facts by the names the company gave them; what has left the definition keeps its code. */
export function customFacts(
  custom: unknown,
  attributes: Wire['Field'][],
  say: (label: Wire['Label']) => string,
): { name: string; value: string }[] {
  return Object.entries((custom ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== '')
    .map(([code, value]) => {
      const field = attributes.find((each) => each.code === code)
      const options = [value].flat().map((one) => {
        const option = field?.options?.find((each) => each.code === one)
        return option ? say(option.label) : typeof one === 'boolean' ? t(one ? 'report.yes' : 'report.no') : String(one)
      })
      return {
        name: field ? say(field.label) : code,
        value: [options.join(comma()), field?.unit].filter(Boolean).join(' '),
      }
    })
}

/** A visit nobody goes to yet, of an order that goes on. */
export function mayDispatch(order: Order, visit: Visit): boolean {
  return visit.status === 'planned' && order.verbs.includes('plan_visit') && order.phase !== 'on_hold'
}

/** Somebody was asked or has said yes, nobody has arrived, and it is not a crew: it can be given to somebody else in one go. */
export function mayReassign(order: Order, visit: Visit): boolean {
  return mayWithdraw(visit) && visit.crew.length < 2 && order.phase !== 'on_hold'
}

/** The order goes on and no visit of it waits to be given to somebody. */
export function mayPlanVisit(order: Order): boolean {
  return (
    order.verbs.includes('plan_visit') &&
    order.phase !== 'on_hold' &&
    !order.visits.some((visit) => visit.status === 'planned')
  )
}

/** Somebody was asked or sent, and is not there yet. */
export function mayWithdraw(visit: Visit): boolean {
  return ['offered', 'accepted', 'departed'].includes(visit.status)
}

/** Accepted and not over: somebody can go along, shares can be moved. */
export function mayChangeCrew(visit: Visit): boolean {
  return ['accepted', 'departed', 'arrived', 'working'].includes(visit.status)
}

/** Nobody has arrived yet. */
export function mayCancelVisit(visit: Visit): boolean {
  return ['planned', 'offered', 'accepted', 'departed'].includes(visit.status)
}

const underWay: ReadonlySet<Wire['OrderPhase']> = new Set([
  'received',
  'to_dispatch',
  'dispatched',
  'accepted',
  'serving',
  'on_hold',
])

/** Whether a row's order could take another one in: the same household's, and not over. */
export function mayTakeIn(row: Wire['OrderRow'], order: Order): boolean {
  return underWay.has(row.phase) && (!order.customer || !row.customer || row.customer.id === order.customer.id)
}

/** Nobody has set out yet. */
export function mayReschedule(visit: Visit): boolean {
  return ['planned', 'offered', 'accepted'].includes(visit.status)
}
