// What an order is about, in a line: its own words, else its category and fault.
import type { Wire } from '@fieldloop/api'
import { useTrade } from '../../company'

export function useSubject() {
  const trade = useTrade()
  return (row: Wire['OrderRow']) =>
    row.subject || [trade.category(row.category), trade.fault(row.fault)].filter(Boolean).join(' · ')
}
