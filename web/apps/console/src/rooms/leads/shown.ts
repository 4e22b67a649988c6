// How a lead and what it was offered stand, as the office sees it.
import type { Wire } from '@fieldloop/api'
import type { Tone } from '@fieldloop/ui'
import { code, t } from '@fieldloop/words'

export const states = ['due', 'open', 'waiting', 'won', 'lost'] as const satisfies readonly Wire['LeadState'][]

const lead_tones: Record<Wire['LeadStatus'], Tone> = {
  new: 'waiting',
  contacted: 'underway',
  quoted: 'underway',
  won: 'done',
  lost: 'closed',
}
const quote_tones: Record<Wire['QuoteStatus'], Tone> = {
  waiting: 'waiting',
  open: 'underway',
  declined: 'late',
  replaced: 'closed',
  withdrawn: 'closed',
  accepted: 'done',
}

export const leadShown = (status: Wire['LeadStatus']): { tone: Tone; label: string } => ({
  tone: lead_tones[status],
  label: code('lead_status', status),
})

export const quoteShown = (quote: Wire['QuoteShown']): { tone: Tone; label: string } =>
  quote.is_expired
    ? { tone: 'late', label: t('lead.expired') }
    : { tone: quote_tones[quote.status], label: code('quote_status', quote.status) }

/** What a customer said to a quote by its link. */
export function replyText({ reply, by_name, words }: Wire['ReplyShown']): string {
  if (reply === 'no') return t('quote_said.no', { name: by_name, words })
  return words ? t('quote_said.yes_words', { name: by_name, words }) : t('quote_said.yes', { name: by_name })
}

export const nameOf = (lead: { name: string }) => lead.name || t('lead.somebody')

/** `12.5%` of ten-thousandths. */
export const percentText = (basis_points: number) => `${(basis_points / 100).toFixed(basis_points % 100 ? 1 : 0)}%`

/** Of those who came, how many bought. */
export const rateText = (row: Pick<Wire['GuideFigures'], 'came' | 'won'>) =>
  row.came ? `${Math.round((100 * row.won) / row.came)}%` : '—'

/** The sum of all guides. */
export function summed(rows: Wire['GuideFigures'][]): Omit<Wire['GuideFigures'], 'guide_id' | 'guide_name'> {
  const sum = (of: 'open' | 'due' | 'overdue' | 'came' | 'contacted' | 'quoted' | 'won' | 'lost' | 'won_minor') =>
    rows.reduce((all, row) => all + row[of], 0)
  return {
    open: sum('open'),
    due: sum('due'),
    overdue: sum('overdue'),
    came: sum('came'),
    contacted: sum('contacted'),
    quoted: sum('quoted'),
    won: sum('won'),
    lost: sum('lost'),
    won_minor: sum('won_minor'),
  }
}
