// The phone's back button closes what lies over the page before it leaves the page.
import { nextTick, onScopeDispose, type Ref, watch } from 'vue'

/** What lies over the page, the topmost last. */
const over: Ref<boolean>[] = []
/** Steps back that we took ourselves and nobody asked for. */
let own = 0
let listening = false
const waiting: (() => void)[] = []
/** A browser that does not tell of a step is not waited for. */
const step_ms_max = 400

function popped() {
  if (own > 0) {
    own--
    for (const done of waiting.splice(0)) done()
  } else {
    const top = over.pop()
    if (top) top.value = false
  }
}

/** After something was closed: when the step back that belongs to it is taken, so that one can go on to another page. */
export async function backSettled(): Promise<void> {
  await nextTick()
  if (!own) return
  await Promise.race([
    new Promise<void>((done) => waiting.push(done)),
    new Promise<void>((done) => setTimeout(done, step_ms_max)),
  ])
}

export function useBackCloses(open: Ref<boolean>): void {
  if (!listening) addEventListener('popstate', popped)
  listening = true
  function leave(steps: boolean) {
    const at = over.indexOf(open)
    if (at < 0) return
    over.splice(at, 1)
    if (!steps) return
    own++
    history.back()
  }
  watch(
    open,
    (now) => {
      if (!now) leave(true)
      else if (!over.includes(open)) {
        over.push(open)
        history.pushState({ ...history.state }, '')
      }
    },
    { immediate: true },
  )
  // the page under it was left: its own step is gone with it
  onScopeDispose(() => leave(false))
}
