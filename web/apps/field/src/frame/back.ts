// The phone's back button closes what lies over the page before it leaves the page.
import { onScopeDispose, type Ref, watch } from 'vue'

export function useBackCloses(open: Ref<boolean>): void {
  let pushed = false
  function popped() {
    if (!pushed) return
    pushed = false
    open.value = false
  }
  addEventListener('popstate', popped)
  watch(
    open,
    (now) => {
      if (now && !pushed) {
        pushed = true
        history.pushState({ ...history.state }, '')
      } else if (!now && pushed) {
        pushed = false
        history.back()
      }
    },
    { immediate: true },
  )
  onScopeDispose(() => removeEventListener('popstate', popped))
}
