// Asks for a proposal for a whole day: who goes where and when, for all that waits, and where asked for also for what is booked.
import { api, ask } from '@fieldloop/api'

export function fetchDayPlan(
  query: { day: string; unit_id?: string; seconds?: number; moves?: boolean },
  signal: AbortSignal,
) {
  return ask(api.GET('/api/v1/dispatch/day-plan', { params: { query }, signal }))
}
