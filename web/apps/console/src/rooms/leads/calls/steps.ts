// What a manager does with a lead: gives it to another guide, decides on a discount, erases a person; and the company's terms.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

type Lead = Wire['LeadShown']

export const assignLead = (lead: Lead, guide_id: string, once: Once) =>
  ask(
    api.POST('/api/v1/leads/{id}/assignment', {
      params: { path: { id: lead.id }, header: seenAt(once, lead.version) },
      body: { guide_id },
    }),
  )

export const decideQuote = (quote: Wire['QuoteShown'], body: Wire['DecideQuote'], once: Once) =>
  ask(
    api.POST('/api/v1/quotes/{id}/decision', {
      params: { path: { id: quote.id }, header: seenAt(once, quote.version) },
      body,
    }),
  )

export const eraseLead = (lead: Lead, once: Once) =>
  ask(
    api.POST('/api/v1/leads/{id}/erasure', {
      params: { path: { id: lead.id }, header: seenAt(once, lead.version) },
      body: {},
    }),
  )

export const setTerms = (terms: Wire['QuoteTerms'], body: Wire['SetQuoteTerms'], once: Once) =>
  ask(api.PUT('/api/v1/quote-terms', { params: { header: seenAt(once, terms.version) }, body }))
