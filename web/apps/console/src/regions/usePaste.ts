// Reads pasted texts with the regions there are here: China's, and a demo company's own, which is then near.
import { type Pasted, paste } from '@fieldloop/paste'
import { computed } from 'vue'
import { useWelcome } from '../rooms/identity'
import { bookOf } from './book'
import { useRegions } from './useRegions'

const own_near = '99'

export function usePaste() {
  const welcome = useWelcome()
  const regions = useRegions({ own: () => welcome.data.value?.demo ?? false })
  const book = computed(() => bookOf(regions.all.value))
  const near = computed(() => (welcome.data.value?.demo ? own_near : ''))
  return {
    regions,
    read: (text: string): Pasted => paste(text, book.value, near.value),
  }
}
