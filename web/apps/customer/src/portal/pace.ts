// How often the page asks again.
import type { Problem, Wire } from '@fieldloop/api'

const on_the_way_ms = 5_000
const usual_ms = 12_000
const failed_ms = 8_000

/** Milliseconds until the next look; undefined where nothing will change any more. */
export function pause_ms(shown: Wire['PortalShown'] | undefined, failure: Problem | undefined): number | undefined {
  if (failure) return failure.status === 401 || failure.status === 404 ? undefined : failed_ms
  if (shown?.quote) return shown.quote.quote.status === 'accepted' ? undefined : usual_ms
  if (!shown?.order) return undefined
  if (['closed', 'cancelled'].includes(shown.order.phase)) return undefined
  return shown.details?.visit?.status === 'departed' ? on_the_way_ms : usual_ms
}
