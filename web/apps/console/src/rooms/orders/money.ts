// What an order costs, as its page shows and asks for it.
import type { Wire } from '@fieldloop/api'
import { phrase } from '@fieldloop/words'

/** What is ticked of the price list, and what is not on it where it is named. */
export function tickedLines(
  item_id: string,
  quantities: Record<string, number>,
  other: { name: string; price_minor: number | undefined; reason: string },
): Wire['TickLine'][] {
  const lines: Wire['TickLine'][] = Object.entries(quantities)
    .filter(([, quantity]) => quantity > 0)
    .map(([code, quantity]) => ({ code, quantity, item_id: item_id || null }))
  if (other.name.trim())
    lines.push({
      name: other.name.trim(),
      price_minor: other.price_minor,
      reason: other.reason.trim(),
      quantity: 1,
      item_id: item_id || null,
    })
  return lines
}

/** Who would pay for it, by the price list and the item's warranty; the server decides again, part by part. */
export function payerOf(price: Wire['PriceShown'], verdict: Wire['Verdict'] | null | undefined): Wire['Payer'] {
  if (verdict === 'in_warranty') return price.in_warranty
  return verdict === 'under_contract' ? price.under_contract : price.out_of_warranty
}

/** Why this payer: a word of ours or what somebody wrote. */
export function payerReason(reason: string): string {
  return phrase(reason)
}

/** A share as it is typed, in percent, in basis points: `33.33` → 3333; undefined where it is none between 0 and 100. */
export function shareOf(typed: string): number | undefined {
  const read = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(typed.trim())
  const share_bp = read ? Number(read[1]) * 100 + Number((read[2] ?? '').padEnd(2, '0')) : undefined
  return share_bp !== undefined && share_bp <= 10_000 ? share_bp : undefined
}
