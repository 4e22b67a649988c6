// What an order costs as far as the phone can tell: the server's bill, with what was ticked here since laid over it.
import type { Wire } from '@fieldloop/api'
import type { Deed } from '@fieldloop/offline'

type Page = Wire['VisitPage']
type Charges = Wire['OrderCharges']

/** Who pays by the list and the warranty, and the word that says why; the server decides again, part by part. */
export function payerOf(
  price: Wire['PriceShown'],
  verdict: Wire['Verdict'] | null | undefined,
): { payer: Wire['Payer']; reason: string } {
  switch (verdict) {
    case 'in_warranty':
      return price.in_warranty === 'customer'
        ? { payer: price.in_warranty, reason: 'payer_reason.not_covered' }
        : { payer: price.in_warranty, reason: 'payer_reason.in_warranty' }
    case 'under_contract':
      return { payer: price.under_contract, reason: 'payer_reason.under_contract' }
    case 'out_of_warranty':
      return { payer: price.out_of_warranty, reason: 'payer_reason.out_of_warranty' }
    case 'unknown':
      return { payer: price.out_of_warranty, reason: 'payer_reason.unknown' }
    default:
      return { payer: price.out_of_warranty, reason: 'payer_reason.no_warranty' }
  }
}

/** A bill with nothing on it. */
export function emptyBill(order_id: string): Charges {
  const money: Wire['OrderMoney'] = {
    order_id,
    prices: 0,
    total_minor: 0,
    by_payer: [],
    customer_minor: 0,
    approved: true,
    posted_minor: 0,
    paid_minor: 0,
    due_minor: 0,
  }
  return { money, lines: [], approvals: [], payments: [], expenses: [], expenses_minor: 0 }
}

/** Lines that count. */
export const standing = (charges: Charges) => charges.lines.filter((each) => each.status !== 'voided')

/** What the customer has been shown to pay. */
export function customerTotal(charges: Charges): number {
  return standing(charges)
    .filter((each) => each.payer === 'customer')
    .reduce((sum, each) => sum + each.amount_minor, 0)
}

/** Whether something waits for the customer's yes. */
export const waitsForYes = (charges: Charges) => charges.lines.some((each) => each.status === 'proposed')

/** The bill after a deed of the phone. */
export function billed(
  page: Page,
  deed: Deed,
  body: Record<string, unknown>,
  at: string,
  prices: Wire['PriceShown'][],
): Charges {
  const before = page.charges ?? emptyBill(page.order.id)
  switch (deed.verb) {
    case 'order.charge': {
      const lines = (body.lines as Wire['TickLine'][]).map((line, nth) =>
        ticked(page, line, `${deed.key}-${nth}`, at, prices),
      )
      return summed({
        ...before,
        lines: [
          // a new line takes the yes to the old total back
          ...before.lines.map((each) =>
            each.status === 'approved' && needsYes(each) ? { ...each, status: 'proposed' as const } : each,
          ),
          ...lines,
        ],
      })
    }
    case 'order.uncharge':
      return summed({
        ...before,
        lines: before.lines.map((each) => (each.id === deed.part ? { ...each, status: 'voided' as const } : each)),
      })
    case 'order.approve':
      return summed({
        ...before,
        lines: before.lines.map((each) =>
          each.status === 'proposed' ? { ...each, status: 'approved' as const } : each,
        ),
      })
    case 'order.pay': {
      const amount_minor = Number(body.amount_minor)
      const paid_minor = before.money.paid_minor + amount_minor
      return { ...before, money: { ...before.money, paid_minor, due_minor: before.money.due_minor - amount_minor } }
    }
    default:
      return before
  }
}

const needsYes = (line: Wire['ChargeShown']) => line.payer === 'customer' || !line.from_list

function ticked(
  page: Page,
  line: Wire['TickLine'],
  id: string,
  at: string,
  prices: Wire['PriceShown'][],
): Wire['ChargeShown'] {
  const price = prices.find((each) => each.code === line.code)
  const item = page.items.find((each) => each.id === line.item_id) ?? page.items[0]
  const { payer, reason } = price ? payerOf(price, item?.verdict) : { payer: 'customer' as const, reason: '' }
  const price_minor = price?.price_minor ?? 0
  return {
    id,
    visit_id: page.visit.id,
    item_id: item?.id ?? null,
    code: line.code ?? '',
    name: price?.name.zh ?? line.code ?? '',
    kind: price?.kind ?? 'service',
    quantity: line.quantity,
    price_minor,
    amount_minor: price_minor * line.quantity,
    payer,
    reason,
    from_list: true,
    status: payer === 'customer' ? 'proposed' : 'approved',
    created_at: at,
    version: 0,
  }
}

function summed(charges: Charges): Charges {
  const lines = standing(charges)
  const total_minor = lines.reduce((sum, each) => sum + each.amount_minor, 0)
  const customer_minor = customerTotal(charges)
  const agreed_minor = lines
    .filter((each) => each.payer === 'customer' && each.status !== 'proposed')
    .reduce((sum, each) => sum + each.amount_minor, 0)
  const money = { ...charges.money, total_minor, customer_minor, approved: !waitsForYes(charges) }
  return { ...charges, money: { ...money, due_minor: agreed_minor - charges.money.paid_minor } }
}
