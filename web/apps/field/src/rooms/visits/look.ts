// How a visit is told of on lists and heads.
import type { Wire } from '@fieldloop/api'
import { clockTime, windowText } from '@fieldloop/ui/words'
import { t } from '@fieldloop/words'

/** `今天 14:00–16:00`: when the customer was told that somebody comes. */
export function appointment(visit: Wire['VisitShown'], now_ms: number, zone: string): string {
  if (!visit.window_from_at || !visit.window_to_at) return t('order.no_window')
  return windowText(Date.parse(visit.window_from_at), Date.parse(visit.window_to_at), now_ms, zone)
}

/** `14:00`: when one is planned to be there. */
export function plannedAt(visit: Wire['VisitShown'], zone: string): string {
  return visit.planned_from_at ? clockTime(Date.parse(visit.planned_from_at), zone) : '—'
}

/** What the customer wants in one line. */
export function wanted(order: Wire['OrderBrief'], type: string, fault: string, category: string): string {
  return [type, order.summary || fault || category].filter(Boolean).join(' · ')
}
