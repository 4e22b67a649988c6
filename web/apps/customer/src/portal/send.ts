// Something a customer wants to happen: sent once however often it is tapped or tried again.
import { freshKey } from '@fieldloop/api'
import { type Explained, explain } from '@fieldloop/ui/words'
import { computed, ref, shallowRef } from 'vue'
import type { Once } from './calls'

/** One key for one content: what was changed since the last try is another wish. */
export function keyring(): { of(body: unknown): Once; renew(): void } {
  let said = ''
  let key = freshKey()
  return {
    of(body) {
      const now = JSON.stringify(body)
      if (said && now !== said) key = freshKey()
      said = now
      return { 'Idempotency-Key': key }
    },
    renew() {
      said = ''
      key = freshKey()
    },
  }
}

/** `const { send, busy, failed } = useSend()`; `send(body, call)` is undefined where it failed or is under way already. */
export function useSend() {
  const keys = keyring()
  const busy = ref(false)
  const thrown = shallowRef<unknown>()
  const failed = computed<Explained | undefined>(() => (thrown.value ? explain(thrown.value, true) : undefined))

  async function send<B, T>(body: B, call: (body: B, once: Once) => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    thrown.value = undefined
    try {
      const answer = await call(body, keys.of(body))
      keys.renew()
      return answer
    } catch (error) {
      thrown.value = error
      return undefined
    } finally {
      busy.value = false
    }
  }
  /** What is wrong with one field, by its path. */
  const wrong = (path: string) => failed.value?.fields.find((each) => each.path === path)?.happened
  return { send, busy, failed, thrown, wrong, renew: keys.renew }
}
