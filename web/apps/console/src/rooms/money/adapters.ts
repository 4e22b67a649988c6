// Postings as an accountant reads them.
import type { Wire } from '@fieldloop/api'

export const accounts = [
  'cash',
  'receivable',
  'warranty_receivable',
  'contract_receivable',
  'recovery_receivable',
  'customer_deposits',
  'service_income',
  'parts_income',
  'fee_income',
  'sales_income',
  'goodwill',
  'visit_expenses',
  'owed_to_staff',
] as const satisfies readonly Wire['Account'][]

export interface Entry {
  id: string
  kind: Wire['EntryKind']
  memo: string
  booked_on: string
  booked_at: string
  reverses_id?: string | null
  order_id?: string | null
  sale_id?: string | null
  /** What is shown of it: with an account chosen only the postings on that account. */
  postings: Wire['PostingShown'][]
}

/** Postings gathered by their entry, in the order in which they came. */
export function entriesOf(postings: Wire['PostingShown'][]): Entry[] {
  const entries = new Map<string, Entry>()
  for (const each of postings) {
    const known = entries.get(each.entry_id)
    if (known) {
      known.postings.push(each)
      continue
    }
    const { entry_id: id, kind, memo, booked_on, booked_at, reverses_id, order_id, sale_id } = each
    entries.set(id, { id, kind, memo, booked_on, booked_at, reverses_id, order_id, sale_id, postings: [each] })
  }
  return [...entries.values()].map((entry) => ({
    ...entry,
    postings: entry.postings.sort((a, b) => b.amount_minor - a.amount_minor),
  }))
}

const by_hand: ReadonlySet<Wire['EntryKind']> = new Set(['charge', 'void_trip', 'payment', 'refund', 'expense'])

/** Entries that a person may take back: not a reversal, not what belongs to a sale, not twice. */
export function mayReverse(entry: Entry, reversed: ReadonlySet<string>): boolean {
  return by_hand.has(entry.kind) && !entry.reverses_id && !reversed.has(entry.id)
}
