// What the link leads to, asked for again while somebody looks.
import { Problem, type Wire } from '@fieldloop/api'
import { computed, shallowRef, watch } from 'vue'
import { fallBack, link } from '../link'
import { readPortal } from './calls'
import { pause_ms } from './pace'

export const portal = shallowRef<Wire['PortalShown']>()
/** Why it could not be asked for the last time. */
export const failure = shallowRef<Problem>()
/** When it was last answered, by this phone's clock. */
export const answered_ms = shallowRef(0)
/** Said once at the top of the first page: what was done last. */
export const told = shallowRef('')

/** The link itself is no good, so that asking again is no use. */
export const isEnded = computed(() => failure.value?.status === 401)
export const details = computed(() => portal.value?.details ?? undefined)

/** The customer was told no time yet, and nobody has one for them. */
export const isWithoutTime = (shown: Wire['PortalShown'] | undefined): boolean =>
  !shown?.order?.window_from_at && shown?.details?.visit?.status === 'planned'

let asked = 0

export async function refresh(): Promise<void> {
  const mine = ++asked
  try {
    const answer = await readPortal()
    if (mine !== asked) return
    portal.value = answer
    failure.value = undefined
    answered_ms.value = Date.now()
  } catch (thrown) {
    if (mine !== asked) return
    const problem = Problem.of(thrown)
    // a verified link lasts thirty days; the one it was opened from goes on longer
    if (problem.status === 401 && fallBack()) return refresh()
    failure.value = problem
    if (problem.status === 401) portal.value = undefined
  }
}

const isHidden = () => document.visibilityState === 'hidden'
let timer: ReturnType<typeof setTimeout> | undefined

/** Asks now, and again as long as the page is looked at and something can still happen. */
export function keepFresh(): () => void {
  const next = async () => {
    clearTimeout(timer)
    if (isHidden()) return
    await refresh()
    clearTimeout(timer)
    const wait_ms = pause_ms(portal.value, failure.value)
    if (wait_ms !== undefined && !isHidden()) timer = setTimeout(next, wait_ms)
  }
  const stop = watch(link, () => void next())
  const look = () => void next()
  document.addEventListener('visibilitychange', look)
  addEventListener('online', look)
  void next()
  return () => {
    stop()
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
    removeEventListener('online', look)
  }
}
