// Something masked that is shown whole for a while to who may ask for it; every time is written down by the server.
import { onScopeDispose, type Ref, ref, watch } from 'vue'
import { explain } from '../ErrorState/explain'

export type Reveal = () => Promise<string | null | undefined>

const shown_ms = 60_000

/** Hidden again after a minute, and when what is masked has become another. */
export function useReveal(masked: () => string, reveal: () => Reveal | undefined) {
  const whole = ref('')
  const asking = ref(false)
  const refusal = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined

  function hide() {
    clearTimeout(timer)
    whole.value = ''
  }
  async function show() {
    const ask = reveal()
    if (!ask || asking.value) return
    asking.value = true
    refusal.value = ''
    try {
      whole.value = (await ask()) ?? ''
      timer = setTimeout(hide, shown_ms)
    } catch (thrown) {
      refusal.value = explain(thrown).happened
    } finally {
      asking.value = false
    }
  }
  watch(masked, hide)
  onScopeDispose(hide)
  return { whole: whole as Readonly<Ref<string>>, asking, refusal, show, hide }
}
