// What an event's facts add to its sentence, in words: amounts, windows, reasons, names; each kind of event has its own.
import { dayText, minutesText, moneyText, windowText } from '@fieldloop/ui'
import { code, comma, knows, phrase, t } from '@fieldloop/words'
import type { Names } from './sentences'

export interface Clock {
  now: number
  zone: string
}
type Facts = Record<string, unknown>
type Telling = (facts: Facts, names: Names, clock: Clock) => string[]

/** The details of an event, at most a few words each; none where its sentence says it all. */
export function details(kind: string, facts: Facts, names: Names, clock: Clock): string[] {
  return [...(tellings[kind]?.(facts, names, clock) ?? []), phrase(text(facts.note))].filter(Boolean)
}

const tellings: Record<string, Telling> = {
  'user.signed_in': (facts) => [facts.by ? code('signed_in_by', text(facts.by)) : ''],
  'order.opened': (facts, names) => [
    facts.channel ? code('channel', text(facts.channel)) : '',
    facts.warranty ? code('verdict', text(facts.warranty)) : '',
    list(facts.duplicates).length
      ? t('trail.duplicates', { orders: list(facts.duplicates).map(idName(names)).join(comma()) })
      : '',
  ],
  'order.taken_in': (facts, names) => [
    names.category(text(facts.category)),
    names.fault(text(facts.fault)),
    facts.urgency ? code('urgency', text(facts.urgency)) : '',
  ],
  'order.edited': (facts) => [
    list(facts.changed)
      .map((field) => (knows(`order_field.${text(field)}`) ? code('order_field', text(field)) : text(field)))
      .join(comma()),
  ],
  'order.held': (facts, _, clock) => [
    facts.expected_until_at ? t('trail.until', { at: at(facts.expected_until_at, clock) }) : '',
    t(facts.pauses_sla ? 'order.hold_paused' : 'order.hold_ran'),
  ],
  'order.overdue': (facts, _, clock) => [due(facts, clock)],
  'order.linked': (facts, names) => [
    facts.kind ? code('link_kind', text(facts.kind)) : '',
    names.order(text(facts.other_id)),
  ],
  'order.merged': (facts, names) => [names.order(text(facts.into_id ?? facts.other_id))],
  'order.repeat_recognised': (facts, names) => [names.order(text(facts.repeat_of_id))],
  'order.message_posted': (facts) => [facts.audience ? code('audience', text(facts.audience)) : ''],
  'order.warranty_overridden': (facts, names) => [
    facts.from ? t('trail.before', { before: code('verdict', text(facts.from)) }) : '',
    facts.reason ? names.reason(text(facts.reason)) : '',
  ],
  'order.leg_cancelled': (facts, names) => [
    names.leg(text(facts.leg)),
    names.order(text(facts.order_id)),
    facts.reason ? names.reason(text(facts.reason)) : '',
  ],
  'order.closed': (facts) => [facts.outcome ? code('order_outcome', text(facts.outcome)) : ''],
  'visit.planned': (facts) => [
    typeof facts.minutes === 'number' ? t('trail.planned_for', { length: minutesText(facts.minutes) }) : '',
  ],
  'visit.offered': (facts, _, clock) => [
    planned(facts, clock),
    facts.by_rule ? t('order.by_rule') : '',
    facts.expires_at ? t('trail.answer_by', { at: at(facts.expires_at, clock) }) : '',
    // what the program decided is said by its key, in the reader's language
    phrase(text(facts.override_reason)),
  ],
  'visit.accepted': (facts, _, clock) => [planned(facts, clock)],
  'visit.rescheduled': (facts, _, clock) => [
    windowOf(facts.window_from_at, facts.window_to_at, clock),
    before(facts.before, clock),
  ],
  'visit.appointed': (facts, _, clock) => [windowOf(facts.window_from_at, facts.window_to_at, clock)],
  'visit.arrived': (facts) => [
    facts.judged ? code('arrival_judged', text(facts.judged)) : '',
    typeof facts.metres === 'number' ? t('order.metres', { metres: facts.metres }) : '',
  ],
  'visit.crew_joined': (facts) => [share(facts)],
  'visit.crew_changed': (facts, names) => [names.person(text(facts.technician_id)), share(facts)],
  'visit.finished': (facts, names) => [
    facts.outcome ? code('visit_outcome', text(facts.outcome)) : '',
    facts.reason ? names.reason(text(facts.reason)) : '',
  ],
  'visit.void_trip': (facts) => [facts.payer ? t('order.payer_pays', { payer: code('payer', text(facts.payer)) }) : ''],
  'visit.evidence_added': (facts) => [
    facts.kind ? code('evidence_kind', text(facts.kind)) : '',
    ...list(facts.flags).map((flag) => code('evidence_flag', text(flag))),
  ],
  'visit.evidence_withdrawn': (facts) => [facts.kind ? code('evidence_kind', text(facts.kind)) : ''],
  'exception.opened': (facts, names) => [names.person(text(facts.owner))],
  'quote.answered': (facts) => [facts.reply ? code('quote_reply', text(facts.reply)) : '', amount(facts)],
  'charges.ticked': (facts, names) => list(facts.lines).map((line) => charged(record(line), names)),
  'charge.withdrawn': (facts, names) => [
    facts.code ? names.price(text(facts.code)) : '',
    amount(facts),
    text(facts.reason),
  ],
  'charge.void_fee_posted': (facts) => [amount(facts), facts.payer ? code('payer', text(facts.payer)) : ''],
  'charges.posted': (facts) => [amount(facts)],
  'price.approved': (facts) => [amount(facts), facts.method ? code('approval_method', text(facts.method)) : ''],
  'payment.received': (facts) => paid(facts),
  'payment.refunded': (facts) => [...paid(facts), text(facts.reason)],
  'payment_request.asked': (facts) => requested(facts),
  'payment_request.paid': (facts) => requested(facts),
  'payment_request.overpaid': (facts) => [amount({ amount_minor: facts.overpaid_minor })],
  'payment_request.amount_differs': (facts) => [amount({ amount_minor: facts.told_minor }), `≠ ${amount(facts)}`],
  'payment_request.closed': (facts) => [amount(facts), facts.why ? code('payment_failure', text(facts.why)) : ''],
  'payment_request.expired': (facts) => [amount(facts)],
  'payment_request.failed': (facts) => [facts.failure ? code('payment_failure', text(facts.failure)) : ''],
  'payment_refund.asked': (facts) => [amount(facts)],
  'payment_refund.done': (facts) => [amount(facts)],
  'payment_refund.failed': (facts) => [
    amount(facts),
    facts.failure ? code('payment_failure', text(facts.failure)) : '',
  ],
  'deposit.received': (facts) => paid(facts),
  'expense.recorded': (facts) => [facts.kind ? code('expense_kind', text(facts.kind)) : '', amount(facts)],
  'expense.approved': (facts) => [amount(facts)],
  'expense.declined': (facts) => [amount(facts)],
  'lead.followed_up': (facts) => [
    facts.kind ? code('follow_up_kind', text(facts.kind)) : '',
    facts.result ? code('follow_up_result', text(facts.result)) : '',
  ],
  'lead.lost': (facts) => [facts.reason ? code('lost_reason', text(facts.reason)) : ''],
  'quote.drawn': (facts) => [text(facts.number), amount(facts)],
  'quote.accepted': (facts) => [amount(facts)],
  'part.used': (facts, names) => [
    facts.code ? names.price(text(facts.code)) : text(facts.name),
    facts.serial ? t('report.new_serial', { serial: text(facts.serial) }) : '',
    facts.old_serial ? t('report.old_serial', { serial: text(facts.old_serial) }) : '',
  ],
  'asset.installed': (facts) => [text(facts.serial)],
  'asset.part_changed': (facts) => [text(facts.serial)],
  'asset.replaced': (facts) => [facts.sold_on ? t('trail.sold_on', { day: text(facts.sold_on) }) : ''],
  'asset.retired': (facts) => [facts.status ? code('asset_status', text(facts.status)) : ''],
  'promise.made': (facts, names, clock) => [names.promise(text(facts.kind)), due(facts, clock)],
  'promise.kept': (facts, names) => [names.promise(text(facts.kind)), facts.late ? t('trail.too_late') : ''],
  'promise.broken': (facts, names, clock) => [names.promise(text(facts.kind)), due(facts, clock)],
  'promise.waived': (facts, names) => [names.promise(text(facts.kind))],
  'review.given': (facts, names) => [
    typeof facts.stars === 'number' ? t('deed.stars_count', { count: facts.stars }) : '',
    ...list(facts.tags).map((tag) => names.tag(text(tag))),
  ],
  'export.made': (facts, names, clock) => [
    facts.list ? code('sheet.list', text(facts.list)) : '',
    typeof facts.rows === 'number' ? t('exports.rows', { count: facts.rows }) : '',
    facts.is_cut ? t('exports.was_cut') : '',
    facts.is_personal ? t(facts.in_full ? 'exports.was_in_full' : 'exports.was_masked') : '',
    ...Object.entries(record(facts.filters)).map(
      ([name, value]) => `${code('sheet_filter', name)}: ${narrowed(name, text(value), names, clock)}`,
    ),
  ],
  'number_series.changed': (facts) => [
    `${text(facts.series)} → ${text(facts.prefix)}`,
    facts.period ? code('number_period', text(facts.period)) : '',
  ],
  'customer.revealed': (facts) => [facts.what ? code('revealed', text(facts.what)) : ''],
}

/** What a list was narrowed by, as far as it can be said in words. */
function narrowed(name: string, value: string, names: Names, clock: Clock): string {
  if (name === 'unit_id') return names.unit(value) || value
  if (['technician_id', 'actor_id', 'owner_id', 'guide_id'].includes(name)) return names.person(value)
  if (name === 'category') return names.category(value)
  if (name === 'fault') return names.fault(value)
  if (name.endsWith('_at') || /^\d{4}-\d\d-\d\dT/.test(value)) return at(value, clock)
  if (value === 'true' || value === 'false') return t(value === 'true' ? 'report.yes' : 'report.no')
  return value
    .split(',')
    .map((each) => code(name, each))
    .join(comma())
}

function charged(line: Facts, names: Names): string {
  const name =
    line.code && line.code !== 'off_list' ? names.price(text(line.code)) : text(line.name) || t('order.off_list')
  return `${name} × ${String(line.quantity ?? 1)} ${amount(line)} (${code('payer', text(line.payer))})`
}

function paid(facts: Facts): string[] {
  return [amount(facts), facts.method ? code('payment_method', text(facts.method)) : '']
}

function requested(facts: Facts): string[] {
  return [amount(facts), facts.provider ? code('payment_provider', text(facts.provider)) : '']
}

function amount(facts: Facts): string {
  const minor = facts.amount_minor ?? facts.total_minor
  return typeof minor === 'number' ? moneyText(minor) : ''
}

function share(facts: Facts): string {
  return typeof facts.share_bp === 'number' ? `${facts.share_bp / 100}%` : ''
}

function planned(facts: Facts, clock: Clock): string {
  return windowOf(facts.planned_from_at, facts.planned_to_at, clock)
}

function before(facts: unknown, clock: Clock): string {
  const { window_from_at, window_to_at } = record(facts)
  const window = windowOf(window_from_at, window_to_at, clock)
  return window && t('trail.before', { before: window })
}

function windowOf(from: unknown, to: unknown, clock: Clock): string {
  return typeof from === 'string' && typeof to === 'string'
    ? windowText(Date.parse(from), Date.parse(to), clock.now, clock.zone)
    : ''
}

function due(facts: Facts, clock: Clock): string {
  return facts.due_at ? t('trail.due', { at: at(facts.due_at, clock) }) : ''
}

function at(moment: unknown, clock: Clock): string {
  return dayText(Date.parse(text(moment)), clock.now, clock.zone)
}

const idName = (names: Names) => (id: unknown) => names.order(text(id))

function text(fact: unknown): string {
  return typeof fact === 'string' ? fact : ''
}

function list(fact: unknown): unknown[] {
  return Array.isArray(fact) ? fact : []
}

function record(fact: unknown): Facts {
  return typeof fact === 'object' && fact !== null ? (fact as Facts) : {}
}
