// What somebody corrects of an order: only what they changed is sent, so that a masked number is never written back.
import type { Wire } from '@fieldloop/api'

export interface Corrections {
  contact_name: string
  /** Always typed anew: what is shown is masked. */
  contact_phone: string
  described: string
  wanted_from_at: string
  wanted_to_at: string
  urgency: Wire['Urgency']
  stage: string
}

export function correctionsOf(order: Wire['OrderPage']): Corrections {
  return {
    contact_name: order.contact_name,
    contact_phone: '',
    described: order.described,
    wanted_from_at: order.wanted_from_at ?? '',
    wanted_to_at: order.wanted_to_at ?? '',
    urgency: order.urgency,
    stage: order.stage,
  }
}

export function corrected(order: Wire['OrderPage'], form: Corrections): Wire['EditOrder'] {
  const before = correctionsOf(order)
  const fields = Object.keys(before) as (keyof Corrections)[]
  const changed = fields.filter((field) => (form[field] ?? '').trim() !== before[field])
  const body: Record<string, string> = Object.fromEntries(changed.map((field) => [field, (form[field] ?? '').trim()]))
  // a window is one thing: its other end goes along
  if (body.wanted_from_at || body.wanted_to_at)
    Object.assign(body, { wanted_from_at: form.wanted_from_at, wanted_to_at: form.wanted_to_at })
  return body
}
