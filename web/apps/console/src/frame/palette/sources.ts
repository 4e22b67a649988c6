// Where the palette looks: orders, customers and machines by what the API finds them by; a serial also finds its machine's orders.
import type { Wire } from '@fieldloop/api'
import { phoneText } from '@fieldloop/ui'
import { code } from '@fieldloop/words'
import type { Trade } from '../../company'
import { machineFile, searchCustomers, searchMachines } from '../../rooms/customers'
import { searchOrders } from '../../rooms/orders'
import type { Found } from './recent'

const orders_max = 5

export async function find(text: string, may: (right: string) => boolean, trade: Trade, signal: AbortSignal) {
  const [orders, customers, machines] = await Promise.allSettled([
    may('orders.read') ? searchOrders(text, signal) : [],
    may('customers.read') ? searchCustomers(text, signal) : [],
    may('assets.read') ? searchMachines(text, signal) : [],
  ])
  const by_serial = machines.status === 'fulfilled' ? await ordersOf(machines.value, text, trade) : []
  const found: Found[] = [
    ...(orders.status === 'fulfilled' ? orders.value.map((row) => orderFound(row, trade)) : []),
    ...by_serial,
    ...(customers.status === 'fulfilled' ? customers.value.map(customerFound) : []),
    ...(machines.status === 'fulfilled' ? machines.value.map((each) => machineFound(each, trade)) : []),
  ]
  const failures = [orders, customers, machines].flatMap((each) =>
    each.status === 'rejected' && !signal.aborted ? [each.reason as unknown] : [],
  )
  return { found, failures: failures.slice(0, 1) }
}

/** A serial that means one machine finds what was ordered for it. */
async function ordersOf(machines: Wire['AssetShown'][], text: string, trade: Trade): Promise<Found[]> {
  const bare = (serial: string) => serial.replace(/[^0-9a-z]/gi, '').toLowerCase()
  const [only] = machines
  if (machines.length !== 1 || !only?.serial || !bare(text) || !bare(only.serial).startsWith(bare(text))) return []
  const file = await machineFile(only.id).catch(() => undefined)
  return (file?.orders ?? []).slice(0, orders_max).map((order) => ({
    kind: 'order' as const,
    id: order.id,
    title: order.number,
    about: [trade.type(order.type), only.name].filter(Boolean).join(' · '),
    state: code('phase', order.phase),
    to: `/orders/${order.id}`,
  }))
}

function orderFound(row: Wire['OrderRow'], trade: Trade): Found {
  const about = [row.customer?.name ?? row.contact_name, trade.type(row.type), trade.category(row.category)]
  return {
    kind: 'order',
    id: row.id,
    title: row.number,
    about: about.filter(Boolean).join(' · '),
    state: code('phase', row.phase),
    to: `/orders/${row.id}`,
  }
}

function customerFound(customer: Wire['CustomerListed']): Found {
  const about = [customer.phone ? phoneText(customer.phone) : '', customer.address, customer.number]
  return {
    kind: 'customer',
    id: customer.id,
    title: customer.name,
    about: about.filter(Boolean).join(' · '),
    to: `/customers/${customer.id}`,
  }
}

function machineFound(asset: Wire['AssetShown'], trade: Trade): Found {
  return {
    kind: 'machine',
    id: asset.id,
    title: asset.serial ?? asset.name,
    about: [asset.serial ? asset.name : '', trade.category(asset.category)].filter(Boolean).join(' · '),
    state: code('verdict', asset.warranty),
    to: `/machines/${asset.id}`,
  }
}
