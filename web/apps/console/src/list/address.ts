// What narrows a list, kept in the address, so that a view can be sent to a colleague and the back button works.
import { computed, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface Address<T extends Record<string, string>> {
  now: Ref<T>
  /** Changes some of it in place; an empty value leaves no trace. */
  change(part: Partial<T>): void
}

/** `useAddress({ q: '', status: 'active' })`: the names that are read and what they are when the address does not say. */
export function useAddress<T extends Record<string, string>>(otherwise: T): Address<T> {
  const route = useRoute()
  const router = useRouter()
  const now = computed(() => {
    const read = Object.keys(otherwise).map((name) => {
      const said = route.query[name]
      return [name, (Array.isArray(said) ? said[0] : said) ?? otherwise[name]]
    })
    return Object.fromEntries(read) as T
  })
  function change(part: Partial<T>) {
    const all: Record<string, string> = { ...now.value, ...part }
    const kept = Object.entries(all).map(([name, value]) => [name, value === otherwise[name] ? undefined : value])
    void router.replace({ query: { ...route.query, ...Object.fromEntries(kept) } })
  }
  return { now, change }
}
