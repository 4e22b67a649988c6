// The same fault again, not long after it was mended: said while the order is typed; the server judges it once more.
import type { Wire } from '@fieldloop/api'

const day_ms = 24 * 3_600_000

export function repeatsOf(
  rows: Wire['OrderRow'][],
  asked: { category: string; fault: string },
  window_days: number,
  now_ms: number,
): Wire['OrderRow'][] {
  if (!asked.fault || !window_days) return []
  return rows.filter(
    (row) =>
      row.finished_at &&
      row.phase !== 'cancelled' &&
      row.category === asked.category &&
      row.fault === asked.fault &&
      now_ms - Date.parse(row.finished_at) <= window_days * day_ms,
  )
}
