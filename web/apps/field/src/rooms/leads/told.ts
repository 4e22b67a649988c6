// Leads as they are once everything has arrived that was done on this phone: what waits to be sent is shown as done.
import type { Wire } from '@fieldloop/api'
import type { Deed } from '@fieldloop/offline'

export type Lead = Wire['LeadShown'] & {
  /** Something of it is on this phone alone. */
  unsent?: boolean
}
type Row = Wire['LeadRow']

/** Who holds the phone. */
export interface Holder {
  id: string
  name: string
}

type Body<T> = Partial<T> & Record<string, unknown>
const bodyOf = <T>(deed: Deed) => JSON.parse(deed.body) as Body<T>

/** Done here and not in what the server said at that time: still waiting, or taken since. */
const isAhead = (deed: Deed, read_ms: number) =>
  deed.state === 'waiting' || (deed.state === 'done' && (deed.done_at_ms ?? 0) > read_ms)
const instant = (deed: Deed) => new Date(deed.at_ms + (deed.skew_ms ?? 0)).toISOString()

/** A number as lists show it. */
const hidden = (phone: string) => `${phone.slice(0, 3)} **** ${phone.slice(-4)}`

/** A lead that only this phone knows of, as it will be. */
function opened(deed: Deed, holder: Holder): Lead {
  const body = bodyOf<Wire['NewLead']>(deed)
  return {
    id: deed.id,
    name: body.name ?? '',
    phone: body.phone ? hidden(body.phone) : null,
    customer_id: body.customer_id ?? null,
    customer_name: null,
    guide_id: holder.id,
    guide_name: holder.name,
    unit_id: null,
    status: 'new',
    source: body.source ?? 'walk_in',
    categories: body.categories ?? [],
    products: [],
    budget_minor: body.budget_minor ?? null,
    wanted_on: body.wanted_on ?? null,
    note: body.note ?? '',
    next_on: body.next_on ?? null,
    contacted_at: null,
    quoted_at: null,
    closed_at: null,
    lost_reason: null,
    lost_note: '',
    sale_id: null,
    created_at: instant(deed),
    version: 0,
    follow_ups: [],
    quotes: [],
    same_phone: [],
    unsent: true,
  }
}

/** One lead with what this phone did about it; `quotes` are the offers as they were drawn up here, by their id. */
export function toldLead(
  known: Wire['LeadShown'] | undefined,
  deeds: Deed[],
  holder: Holder,
  at: { id: string; read_ms: number; quotes?: Record<string, Wire['QuoteShown']> },
): Lead | undefined {
  const mine = deeds.filter((deed) => deed.chain === at.id && isAhead(deed, at.read_ms))
  const first = mine.find((deed) => deed.verb === 'lead.open')
  let lead: Lead | undefined = known ?? (first && opened(first, holder))
  if (!lead) return undefined
  for (const deed of mine) lead = after(lead, deed, holder, at.quotes ?? {})
  return lead
}

function after(lead: Lead, deed: Deed, holder: Holder, quotes: Record<string, Wire['QuoteShown']>): Lead {
  const unsent = lead.unsent || deed.state === 'waiting'
  switch (deed.verb) {
    case 'lead.edit': {
      const body = bodyOf<Wire['EditLead']>(deed)
      return {
        ...lead,
        unsent,
        name: body.name ?? lead.name,
        phone: body.phone ? hidden(body.phone) : lead.phone,
        budget_minor: body.budget_minor ?? lead.budget_minor,
        wanted_on: body.wanted_on ?? lead.wanted_on,
        note: body.note ?? lead.note,
      }
    }
    case 'lead.follow_up': {
      const body = bodyOf<Wire['NewFollowUp']>(deed)
      const kind = body.kind ?? 'note'
      const follow_up: Wire['FollowUpShown'] = {
        id: deed.key,
        kind,
        result: body.result ?? null,
        words: body.words ?? '',
        next_on: body.next_on ?? null,
        done_by: holder.id,
        done_by_name: holder.name,
        done_at: instant(deed),
      }
      const follow_ups = [follow_up, ...lead.follow_ups]
      if (kind === 'note') return { ...lead, unsent, follow_ups, next_on: body.next_on ?? lead.next_on }
      return {
        ...lead,
        unsent,
        follow_ups,
        next_on: body.next_on ?? null,
        status: lead.status === 'new' ? 'contacted' : lead.status,
      }
    }
    case 'lead.lose': {
      const body = bodyOf<Wire['LoseLead']>(deed)
      const gone = { status: 'lost' as const, next_on: null, closed_at: instant(deed), lost_note: body.note ?? '' }
      return { ...lead, ...gone, unsent, lost_reason: body.reason ?? null }
    }
    case 'lead.reopen': {
      const next_on = bodyOf<Wire['ReopenLead']>(deed).next_on ?? lead.next_on
      return { ...lead, unsent, status: 'contacted', next_on, closed_at: null, lost_reason: null }
    }
    case 'quote.draw': {
      const drawn = quotes[String(bodyOf<Wire['NewQuote']>(deed).id)]
      const before = lead.quotes.map((each) =>
        ['open', 'waiting', 'declined'].includes(each.status) ? { ...each, status: 'replaced' as const } : each,
      )
      return { ...lead, unsent, status: 'quoted', quotes: drawn ? [drawn, ...before] : before }
    }
    default:
      return { ...lead, unsent }
  }
}

export type ToldRow = Row & { unsent?: boolean }

/** A list of leads with what this phone did: new ones on top of those of their day, moved ones at their new day. */
export function toldRows(known: Row[], deeds: Deed[], holder: Holder, read_ms: number): ToldRow[] {
  const chains = new Set(deeds.filter((deed) => isAhead(deed, read_ms) && isLeads(deed)).map((deed) => deed.chain))
  const ids = new Set(known.map((each) => each.id))
  const told = (row: Row | undefined, id: string): ToldRow | undefined =>
    toldLead(row && { ...row, customer_name: null, follow_ups: [], quotes: [], same_phone: [] }, deeds, holder, {
      id,
      read_ms,
    })
  const rows = known.map((row) => (chains.has(row.id) ? (told(row, row.id) ?? row) : row))
  const fresh = [...chains].filter((id) => !ids.has(id)).flatMap((id) => told(undefined, id) ?? [])
  return [...rows, ...fresh]
}

const isLeads = (deed: Deed) => deed.verb.startsWith('lead.') || deed.verb.startsWith('quote.')

/** Whoever is to be asked first on top, those without a day last. */
export function byDay(a: Row, b: Row): number {
  return (a.next_on ?? '9999').localeCompare(b.next_on ?? '9999') || a.created_at.localeCompare(b.created_at)
}
