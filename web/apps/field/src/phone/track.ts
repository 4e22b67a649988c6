// On the way to a customer, and only then, the phone says where it is now and again: the customer sees it, the office as well.

import { theClock, useOutbox } from './outbox'
import { here, type Point } from './place'

const every_ms = 2 * 60 * 1000
/** Standing at a light is no news. */
const moved_m_min = 50

/** Begins to tell; ends with what it returns. A page in the background is not asked: what it cannot see it does not say. */
export function tellPlaces(): () => void {
  const outbox = useOutbox()
  let last: Point | undefined
  async function tell() {
    if (document.visibilityState === 'hidden') return
    const place = await here()
    if (!place || (last && metres(last, place) < moved_m_min)) return
    last = place
    const at = new Date(theClock.value.now_ms).toISOString()
    await outbox.put({ verb: 'positions', id: '', chain: '', about: '', body: { positions: [{ ...place, at }] } })
  }
  const timer = setInterval(() => void tell().catch(() => undefined), every_ms)
  return () => clearInterval(timer)
}

/** Near enough for a few kilometres. */
export function metres(from: Point, to: Point): number {
  const degree_m = 111_195
  const east = (to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180)
  return Math.hypot(to.lat - from.lat, east) * degree_m
}
