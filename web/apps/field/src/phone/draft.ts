// What somebody is typing is kept while they type it: a call, a closed app or an empty battery loses nothing.
import { onScopeDispose, watch } from 'vue'
import { useOutbox } from './outbox'

const pause_ms = 80

/** Fills `form` with what was typed under this name before, and keeps it from then on; `done` throws the draft away. */
export function useDraft<T extends object>(name: string, form: T): { restored: Promise<void>; done(): Promise<void> } {
  const cabinet = useOutbox().cabinet
  const place = `draft/${name}`
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false
  const restored = (async () => {
    const kept = await cabinet?.find<Partial<T>>(place)
    if (kept) Object.assign(form, kept.value)
  })()
  function keep() {
    clearTimeout(timer)
    if (!over) void cabinet?.keep(place, form).catch(() => undefined)
  }
  void restored.then(() =>
    watch(
      form,
      () => {
        clearTimeout(timer)
        timer = setTimeout(keep, pause_ms)
      },
      { deep: true },
    ),
  )
  const hidden = () => document.visibilityState === 'hidden' && timer && keep()
  document.addEventListener('visibilitychange', hidden)
  addEventListener('pagehide', keep)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', hidden)
    removeEventListener('pagehide', keep)
    if (timer) keep()
  })
  return {
    restored,
    async done() {
      over = true
      clearTimeout(timer)
      await cabinet?.forget(place)
    },
  }
}
