// The pool as an Excel file: what the filters show, page by page from the server, up to a limit that is said.
import type { Wire } from '@fieldloop/api'
import { absolute, phoneText } from '@fieldloop/ui'
import { code, t } from '@fieldloop/words'
import type { Trade } from '../../../company'
import { appointmentOf } from '../adapters'
import { ordersPage } from '../calls/orders'
import type { Filters } from './filters'

/** More rows than this are work for a report, not for a sheet somebody reads. */
export const export_max = 2_000
const page_rows = 200

export interface Exported {
  count: number
  /** There are more than the file has. */
  is_cut: boolean
}

interface Names {
  trade: Trade
  unit(id: string | null | undefined): string
  region(code: string): string
  zone: string
  now: number
}

export async function exportOrders(
  filters: Filters,
  names: Names,
  said: (count: number) => void,
  signal: AbortSignal,
): Promise<Exported> {
  const rows: Wire['OrderRow'][] = []
  let after: string | undefined
  do {
    const page = await ordersPage(filters, names.zone, { after, limit: page_rows }, signal)
    rows.push(...page.items)
    after = page.next ?? undefined
    said(rows.length)
  } while (after && rows.length < export_max)
  const { default: write } = await import('write-excel-file/browser')
  const table = tableOf(rows.slice(0, export_max), names)
  const [head = [], ...body] = table
  const data = [head.map((value) => ({ value, fontWeight: 'bold' as const })), ...body.map((line) => line.map(cell))]
  const columns = head.map((_, at) => ({ width: widthOf(table, at) }))
  signal.throwIfAborted()
  const day = absolute(names.now, names.zone).slice(0, 10)
  await write(data, { columns, stickyRowsCount: 1, sheet: t('pool.title') }).toFile(`${t('pool.title')}-${day}.xlsx`)
  return { count: Math.min(rows.length, export_max), is_cut: Boolean(after) || rows.length > export_max }
}

function cell(value: string | number) {
  // as text or number, never as a formula, whatever a customer's name begins with
  return typeof value === 'number' ? { value, type: Number } : { value, type: String }
}

/** Head and lines, in the order in which people read an order. */
export function tableOf(
  rows: Wire['OrderRow'][],
  { trade, unit, region, zone }: Omit<Names, 'now'>,
): (string | number)[][] {
  const at = (moment: string | null | undefined) => (moment ? absolute(Date.parse(moment), zone) : '')
  const columns: [string, (row: Wire['OrderRow']) => string | number][] = [
    [t('pool.number'), (row) => row.number],
    [t('pool.type'), (row) => trade.type(row.type)],
    [t('pool.phase'), (row) => code('phase', row.phase)],
    [t('pool.urgency'), (row) => code('urgency', row.urgency)],
    [t('intake.channel'), (row) => code('channel', row.channel)],
    [t('pool.customer'), (row) => row.customer?.name ?? row.contact_name],
    [t('order.phone'), (row) => (row.phone ? phoneText(row.phone) : '')],
    [t('pool.region'), (row) => (row.region ? region(row.region) : '')],
    [t('order.address'), (row) => row.address ?? ''],
    [t('deed.category'), (row) => trade.category(row.category)],
    [t('deed.fault'), (row) => trade.fault(row.fault)],
    [t('pool.subject'), (row) => row.subject],
    [t('order.warranty'), (row) => (row.warranty ? code('verdict', row.warranty) : '')],
    [t('order.unit'), (row) => unit(row.unit_id)],
    [t('pool.technician'), (row) => row.technicians.map((each) => each.name).join('、')],
    [t('deed.window_from'), (row) => instant(appointmentOf(row)?.from, zone)],
    [t('deed.window_to'), (row) => instant(appointmentOf(row)?.to, zone)],
    [t('pool.due'), (row) => at(row.due_at)],
    [t('order.late'), (row) => t(row.late ? 'report.yes' : 'report.no')],
    [t('deed.chase'), (row) => row.chased],
    [t('order.repeat'), (row) => t(row.repeat ? 'report.yes' : 'report.no')],
    [t('pool.created'), (row) => at(row.opened_at)],
    [t('order.finished'), (row) => at(row.finished_at)],
  ]
  return [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, value]) => value(row)))]
}

function instant(ms: number | undefined, zone: string): string {
  return ms === undefined ? '' : absolute(ms, zone)
}

/** As wide as most of it needs; a Chinese sign is as wide as two letters. */
function widthOf(table: (string | number)[][], at: number): number {
  const wide = (value: string | number) =>
    [...String(value)].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e80 ? 2 : 1), 0)
  return Math.min(Math.max(...table.slice(0, 60).map((line) => wide(line[at] ?? ''))) + 2, 48)
}
