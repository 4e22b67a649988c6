// A visit as its technician left it: the server's word, with what was done on the phone since laid over it.
import type { Wire } from '@fieldloop/api'
import { type Deed, isBlocked } from '@fieldloop/offline'
import { billed } from '../money/bill'
import { asked } from '../steps/run'

type Page = Wire['VisitPage']

export interface Around {
  me: { user_id: string; name: string }
  prices: Wire['PriceShown'][]
}

/** The deeds of a visit that the page does not know of yet: still to be sent, or taken after it was asked for. */
export function unknownTo(asked_ms: number, visit_id: string, deeds: Deed[]): Deed[] {
  return deeds.filter(
    (each) =>
      each.chain === visit_id &&
      ((each.state === 'waiting' && !isBlocked(each, deeds)) ||
        (each.state === 'done' && (each.done_at_ms ?? 0) >= asked_ms)),
  )
}

export const momentOfDeed = (deed: Deed) => new Date(deed.at_ms + (deed.skew_ms ?? 0)).toISOString()

export function overlaid(page: Page, deeds: Deed[], around: Around): Page {
  let left: Page = { ...page }
  for (const deed of deeds) left = after(left, deed, around)
  left.sop = { ...left.sop, steps: asked(left.sop.steps, left.order) }
  return left
}

type Body = Record<string, unknown>

function after(page: Page, deed: Deed, around: Around): Page {
  const at = momentOfDeed(deed)
  const body = JSON.parse(deed.body) as Body
  const visit = (change: Partial<Wire['VisitShown']>): Page => ({ ...page, visit: { ...page.visit, ...change } })
  switch (deed.verb) {
    case 'visit.accept':
      return visit({ status: 'accepted', accepted_at: at, offer: null, crew: [...page.visit.crew, leader(around)] })
    case 'visit.decline':
      return visit({ status: 'planned', offer: null })
    case 'visit.depart':
      return visit({ status: 'departed', departed_at: at })
    case 'visit.arrive':
      return visit({ status: 'arrived', arrived_at: at })
    case 'visit.start':
      return visit({ status: 'working', started_at: at })
    case 'visit.complete': {
      const told = body.visit as Body
      const outcome = told.outcome as Wire['VisitOutcome']
      return visit({ status: 'done', finished_at: at, outcome, outcome_note: String(told.note ?? '') })
    }
    case 'visit.void': {
      const outcome = (body.outcome ?? 'customer_absent') as Wire['VisitOutcome']
      return visit({ status: 'done', finished_at: at, outcome, void_cause: String(body.cause) })
    }
    case 'visit.answer':
      return answered(page, body.answers as Body, at)
    case 'visit.evidence':
      return evident(page, deed, body, at)
    case 'visit.evidence_back':
      return takenBack(page, String(body.sha256), typeof body.step === 'string' ? body.step : null)
    case 'visit.part':
      return { ...page, parts: [...page.parts, fitted(page, deed, body, at)] }
    case 'visit.part_back':
      return { ...page, parts: page.parts.filter((each) => each.id !== deed.part) }
    case 'order.say':
      return { ...page, messages: [...page.messages, line(deed, body, at, around)] }
    case 'promise.settle':
      return {
        ...page,
        promises: page.promises.map((each) => (each.id === deed.id ? { ...each, status: String(body.status) } : each)),
      }
    case 'order.charge':
    case 'order.uncharge':
    case 'order.approve':
    case 'order.pay':
      return { ...page, charges: billed(page, deed, body, at, around.prices) }
    default:
      return page
  }
}

function leader({ me }: Around): Wire['CrewMemberShown'] {
  return { id: '', technician_id: me.user_id, name: me.name, role: 'lead', share_bp: 10_000, version: 0 }
}

function answered(page: Page, answers: Body, at: string): Page {
  const steps = page.sop.steps.map((shown) =>
    shown.step.code in answers ? { ...shown, answer: answers[shown.step.code], answered_at: at } : shown,
  )
  return { ...page, sop: { ...page.sop, steps } }
}

/** A picture of a step is its answer, as the server counts it. */
function evident(page: Page, deed: Deed, body: Body, at: string): Page {
  const sha256 = String(body.sha256)
  const step = typeof body.step === 'string' ? body.step : null
  const evidence: Wire['EvidenceShown'] = {
    id: deed.key,
    sha256,
    kind: body.kind as Wire['EvidenceKind'],
    step,
    caption: String(body.caption ?? ''),
    taken_at: (body.taken_at as string | undefined) ?? at,
    flags: [],
    added_at: at,
    added_by: '',
  }
  const steps = page.sop.steps.map((shown) => {
    if (shown.step.code !== step) return shown
    if (shown.step.kind === 'signature') return { ...shown, answer: sha256, answered_at: at }
    const files = Array.isArray(shown.answer) ? (shown.answer as string[]) : []
    return files.includes(sha256) ? shown : { ...shown, answer: [...files, sha256], answered_at: at }
  })
  const is_known = page.evidence.some((each) => each.sha256 === sha256 && (each.step ?? null) === step)
  return {
    ...page,
    evidence: is_known ? page.evidence : [...page.evidence, evidence],
    sop: { ...page.sop, steps },
  }
}

/** A photo that was taken back is evidence and answer no longer. */
function takenBack(page: Page, sha256: string, step: string | null): Page {
  const steps = page.sop.steps.map((shown) =>
    shown.step.code === step && Array.isArray(shown.answer)
      ? { ...shown, answer: (shown.answer as string[]).filter((file) => file !== sha256) }
      : shown,
  )
  return {
    ...page,
    evidence: page.evidence.filter((each) => each.sha256 !== sha256 || (each.step ?? null) !== step),
    sop: { ...page.sop, steps },
  }
}

function fitted(page: Page, deed: Deed, body: Body, at: string): Wire['PartUseShown'] {
  return {
    id: deed.key,
    order_id: page.order.id,
    visit_id: page.visit.id,
    code: (body.code as string | undefined) ?? null,
    name: String(body.name ?? body.code ?? ''),
    quantity: Number(body.quantity ?? 1),
    serial: (body.serial as string | undefined) ?? null,
    old_serial: (body.old_serial as string | undefined) ?? null,
    planned: Boolean(body.planned),
    used_at: at,
    used_by: '',
  }
}

function line(deed: Deed, body: Body, at: string, { me }: Around): Wire['MessageOnPage'] {
  return {
    id: deed.key,
    audience: body.audience as Wire['Audience'],
    words: String(body.words),
    files: (body.files as string[] | undefined) ?? [],
    author: me.name,
    at,
    is_complaint: false,
  }
}
