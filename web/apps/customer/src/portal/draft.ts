// What is being typed is kept in this browser until it was sent: a reload or a dead network loses nothing.
import { onScopeDispose, watch } from 'vue'
import { draftName, memory } from '../link'

const pause_ms = 300

/** Fills `form` with what was typed here before, and keeps it from then on; `done` throws the draft away. */
export function useDraft<T extends object>(name: string, form: T): { done(): void } {
  const key = draftName(name)
  const kept = parsed(memory.getItem(key))
  if (kept) Object.assign(form, kept)
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false
  function keep() {
    clearTimeout(timer)
    timer = undefined
    if (over) return
    try {
      memory.setItem(key, JSON.stringify(form))
    } catch {
      // a full browser keeps what was kept before; the page goes on
    }
  }
  watch(
    form,
    () => {
      clearTimeout(timer)
      timer = setTimeout(keep, pause_ms)
    },
    { deep: true },
  )
  const leave = () => timer && keep()
  addEventListener('pagehide', leave)
  document.addEventListener('visibilitychange', leave)
  onScopeDispose(() => {
    leave()
    removeEventListener('pagehide', leave)
    document.removeEventListener('visibilitychange', leave)
  })
  return {
    done() {
      over = true
      clearTimeout(timer)
      memory.removeItem(key)
    },
  }
}

function parsed(text: string | null): object | undefined {
  try {
    const read: unknown = JSON.parse(text ?? '')
    return typeof read === 'object' && read ? read : undefined
  } catch {
    return undefined
  }
}
