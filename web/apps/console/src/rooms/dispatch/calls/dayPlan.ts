// Asks for a proposal for a whole day: who goes where and when, for all that waits.
import { api, ask } from '@fieldloop/api'

export function fetchDayPlan(query: { day: string; unit_id?: string; seconds?: number }, signal: AbortSignal) {
  return ask(api.GET('/api/v1/dispatch/day-plan', { params: { query }, signal }))
}
