// Says that this page shows an order, again and again while it does, and hears who else looks at it.
import { api, ask, type Presence, usePresenceTold } from '@fieldloop/api'
import { useClock } from '@fieldloop/ui'
import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'

/** Well within the time after which the server takes somebody for gone. */
const again_ms = 20_000

export function usePresence(order: Ref<string>) {
  const clock = useClock()
  const heard = shallowRef<Presence['people']>([])
  let timer: ReturnType<typeof setInterval> | undefined

  async function stay(id: string) {
    // whoever may not say so, or has no connection now, is simply not seen; the page goes on
    const presence = await ask(api.PUT('/api/v1/orders/{id}/presence', { params: { path: { id } } })).catch(
      () => undefined,
    )
    if (presence && id === order.value) heard.value = presence.people
  }
  function leave(id: string) {
    // also when the page is being closed
    void api
      .DELETE('/api/v1/orders/{id}/presence', { params: { path: { id } }, keepalive: true })
      .catch(() => undefined)
  }
  usePresenceTold((presence) => {
    if (presence.subject.kind === 'order' && presence.subject.id === order.value) heard.value = presence.people
  })
  watch(
    order,
    (now, before) => {
      clearInterval(timer)
      heard.value = []
      if (before) leave(before)
      if (!now) return
      void stay(now)
      timer = setInterval(() => void stay(now), again_ms)
    },
    { immediate: true },
  )
  const gone = () => order.value && leave(order.value)
  addEventListener('pagehide', gone)
  onScopeDispose(() => {
    removeEventListener('pagehide', gone)
    clearInterval(timer)
    gone()
  })
  /** Without those who have said nothing for too long. */
  return computed(() => heard.value.filter((each) => Date.parse(each.until_at) > clock.now.value))
}
