// How far a sale is on its way to the customer.
import type { Wire } from '@fieldloop/api'
import type { Tone } from '@fieldloop/ui/words'

type Status = Wire['SaleStatus']

export const way: { status: Status; at: keyof Wire['SaleRow'] }[] = [
  { status: 'placed', at: 'created_at' },
  { status: 'prepared', at: 'prepared_at' },
  { status: 'shipped', at: 'shipped_at' },
  { status: 'delivered', at: 'delivered_at' },
  { status: 'installed', at: 'installed_at' },
  { status: 'accepted', at: 'accepted_at' },
]

export const saleTone: Record<Status, Tone> = {
  placed: 'waiting',
  prepared: 'waiting',
  shipped: 'underway',
  delivered: 'underway',
  installed: 'underway',
  accepted: 'done',
  cancelled: 'cancelled',
}
