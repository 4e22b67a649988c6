// Which groups are folded, kept while the page is open.
import { shallowRef } from 'vue'

const folded = shallowRef<ReadonlySet<string>>(new Set())

export function useFolded() {
  return {
    folded,
    toggle(code: string) {
      const next = new Set(folded.value)
      if (!next.delete(code)) next.add(code)
      folded.value = next
    },
  }
}
