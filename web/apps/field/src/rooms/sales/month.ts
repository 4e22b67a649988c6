// A guide's own month in numbers, from their own sales.
import type { Wire } from '@fieldloop/api'

export interface Month {
  sales: number
  total_minor: number
  /** How many of them have come to their end: installed or accepted. */
  arrived: number
  /** In hand: neither there yet nor called off. */
  under_way: number
}

const over = new Set<Wire['SaleStatus']>(['installed', 'accepted'])

/** `first` is the month's first day; what was called off counts for nothing. */
export function monthOf(sales: Wire['SaleRow'][], first: string): Month {
  const mine = sales.filter((each) => each.sold_on >= first && each.status !== 'cancelled')
  return {
    sales: mine.length,
    total_minor: mine.reduce((sum, each) => sum + each.total_minor, 0),
    arrived: mine.filter((each) => over.has(each.status)).length,
    under_way: sales.filter((each) => each.status !== 'cancelled' && !over.has(each.status)).length,
  }
}
