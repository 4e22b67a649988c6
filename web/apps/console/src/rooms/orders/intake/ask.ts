// From the draft to what the API asks for, and from its refusals back to the fields.
import { Problem, type Wire } from '@fieldloop/api'
import { explain } from '@fieldloop/ui'
import { phrase } from '@fieldloop/words'
import type { Draft } from './draft'

/** The order of this draft; `proposed` is what the words suggest where nobody chose. */
export function orderOf(
  draft: Draft,
  on_duplicate: Wire['OnDuplicate'],
  proposed: { category?: string; fault?: string } = {},
): Wire['NewOrder'] {
  const category = draft.category || proposed.category || null
  const fault = draft.fault || proposed.fault || null
  const phone = wholePhone(draft.phone)
  const named = draft.name.trim()
  return {
    type: draft.type,
    channel: draft.channel,
    ...(draft.customer_id
      ? { customer_id: draft.customer_id, ...(named && named !== draft.customer_name && { contact_name: named }) }
      : { customer: { name: named, phone: phone || null } }),
    ...(draft.site_id ? { site_id: draft.site_id } : draft.address.trim() ? { site: siteOf(draft) } : {}),
    ...(draft.asset_id ? { items: [{ asset_id: draft.asset_id, fault }] } : { category, fault }),
    described: draft.described.trim(),
    urgency: draft.urgency || null,
    wanted_from_at: draft.wanted_from_at || null,
    wanted_to_at: draft.wanted_to_at || null,
    on_duplicate,
  }
}

/** Parts are sent as long as the line still says them. */
export function siteOf(draft: Draft): Wire['NewSite'] {
  const line = draft.address.trim()
  const said = (part: string) => (part && line.includes(part) ? part : null)
  return {
    address: line,
    region: draft.region,
    street: said(draft.street),
    compound: said(draft.compound),
    building: said(draft.building),
    room: said(draft.room),
  }
}

/** `138 0000-0000` → `13800000000`, once it is a whole number; empty before. */
export function wholePhone(typed: string): string {
  const digits = typed
    .replace(/[０-９]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\s\-—()（）.]/g, '')
  if (/^(?:\+?86)?1[3-9]\d{9}$/.test(digits)) return digits.slice(-11)
  if (/^\+(?!86)\d{8,15}$/.test(digits)) return digits
  if (/^(?:\+?86)?0?(?:10|2\d|[3-9]\d{2})\d{7,8}$/.test(digits) && digits.replace(/^\+?86/, '').startsWith('0'))
    return digits
  return /^400\d{7}$/.test(digits) ? digits : ''
}

/** The fields of the page that can be told something. */
export type Place = 'phone' | 'name' | 'address' | 'machine' | 'type' | 'category' | 'fault' | 'described' | 'wanted'

const of_path: [RegExp, Place][] = [
  [/^(?:customer\.phone|contact_phone)/, 'phone'],
  [/^customer/, 'name'],
  [/^contact_name/, 'name'],
  [/^site/, 'address'],
  [/category$/, 'category'],
  [/fault$/, 'fault'],
  [/^type$/, 'type'],
  [/described$/, 'described'],
  [/^wanted/, 'wanted'],
  [/^items/, 'machine'],
]
const of_code: Record<string, Place> = {
  'order.type_not_for_channel': 'type',
  'order.type_not_for_role': 'type',
  'order.asset_required': 'machine',
  'order.asset_of_other_customer': 'machine',
  'asset.not_in_service': 'machine',
  'customer.known_elsewhere': 'phone',
}

/** What the server has against which field, in words; what is about none of them is not in it. */
export function refusalsOf(thrown: unknown): Partial<Record<Place, string>> {
  const problem = Problem.of(thrown)
  const told = explain(thrown, true)
  const place = of_code[problem.code]
  if (place) return { [place]: told.happened }
  return Object.fromEntries(
    told.fields.flatMap((field) => {
      const found = of_path.find(([path]) => path.test(field.path))
      return found ? [[found[1], field.happened]] : []
    }),
  )
}

/** What is missing before it is worth asking the server. */
export function lacking(draft: Draft, proposed: { category?: string } = {}): Partial<Record<Place, string>> {
  const needed = phrase('field.required')
  return {
    ...(draft.phone.trim() && !wholePhone(draft.phone) && { phone: phrase('field.not_a_phone') }),
    ...(!draft.customer_id && !draft.name.trim() && { name: needed }),
    ...(!draft.site_id && !draft.address.trim() && { address: needed }),
    ...(!draft.asset_id && !draft.category && !proposed.category && { category: needed }),
  }
}
