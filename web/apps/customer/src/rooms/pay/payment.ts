// What is to be paid, and how paying stands: asked for again closely while a code can be paid.
import { Problem, type Wire } from '@fieldloop/api'
import { onScopeDispose, shallowRef } from 'vue'
import { readPayment } from '../../portal/calls'
import { refresh } from '../../portal/portal'

const closely_ms = 2_500
const usual_ms = 15_000

export const isOpen = (request: Wire['PortalRequest'] | null | undefined) =>
  request?.status === 'asking' || request?.status === 'waiting'

/** Milliseconds until the next look. */
export const pause_ms = (payment: Wire['PortalPayment'] | undefined) =>
  isOpen(payment?.request) ? closely_ms : usual_ms

/** `const { payment, failure, look, take } = usePayment()`; `take` keeps what a deed answered. */
export function usePayment() {
  const payment = shallowRef<Wire['PortalPayment']>()
  const failure = shallowRef<Problem>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isGone = false
  let asked = 0

  function take(now: Wire['PortalPayment']) {
    const wasOpen = isOpen(payment.value?.request)
    payment.value = now
    failure.value = undefined
    // the bill of the page behind says so too
    if (wasOpen && now.request?.status === 'paid') void refresh()
    plan()
  }
  function plan() {
    clearTimeout(timer)
    if (!isGone && document.visibilityState !== 'hidden') timer = setTimeout(look, pause_ms(payment.value))
  }
  async function look() {
    clearTimeout(timer)
    const mine = ++asked
    try {
      const answer = await readPayment()
      if (mine === asked) take(answer)
    } catch (thrown) {
      if (mine !== asked) return
      failure.value = Problem.of(thrown)
      plan()
    }
  }
  const seen = () => document.visibilityState === 'visible' && void look()
  document.addEventListener('visibilitychange', seen)
  onScopeDispose(() => {
    isGone = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', seen)
  })
  return { payment, failure, look, take }
}
