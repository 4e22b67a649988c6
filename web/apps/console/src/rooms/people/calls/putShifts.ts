// Puts working time and leave of many days, as many calls as it takes; a day is put as a whole, so that putting it twice changes nothing.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

const days_max = 1_000

export async function putShifts(days: Wire['DayRoster'][], once: Once): Promise<void> {
  for (let at = 0; at < days.length; at += days_max)
    await ask(
      api.PUT('/api/v1/shifts', {
        params: { header: { 'Idempotency-Key': `${once['Idempotency-Key']}-${at}` } },
        body: { days: days.slice(at, at + days_max) },
      }),
    )
}
