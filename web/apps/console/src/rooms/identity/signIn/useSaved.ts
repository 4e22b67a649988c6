// A form that stands on its page and is saved at the version it was read at.
import { Problem, useIntent } from '@fieldloop/api'
import { ElMessage } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import { useQueryClient } from '@tanstack/vue-query'
import { ref, shallowRef } from 'vue'
import type { Once } from '../../../deed/deed'

/** `kind` is asked for anew once it is saved, or where somebody else was quicker. */
export function useSaved(kind: string) {
  const queries = useQueryClient()
  const intent = useIntent()
  const busy = ref(false)
  const failure = shallowRef<unknown>()
  async function save(act: (once: Once) => Promise<unknown>) {
    if (busy.value) return
    busy.value = true
    failure.value = undefined
    try {
      await act(intent.headers)
      intent.renew()
      ElMessage.success(t('sign_in_settings.saved'))
      await queries.invalidateQueries({ queryKey: [kind] })
    } catch (thrown) {
      // what is wrong is mended in the form: sent again, it is another wish
      if (Problem.of(thrown).status === 422) intent.renew()
      failure.value = thrown
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, save }
}
