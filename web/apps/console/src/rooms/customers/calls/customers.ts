// Customers by a whole phone, the beginning of a name, a file's number or a machine's serial.
import { api, ask, listOf } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 50
const found_max = 5

export function useCustomers(q: Ref<string>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('customer', 'all', q.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/customers', {
          params: { query: { q: q.value || undefined, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** Who has this phone; asks nothing while it is not whole. `found` may begin to fetch more before anything is painted. */
export function useCaller(phone: Ref<string>, found: (id: string) => void = () => undefined) {
  return useQuery({
    queryKey: computed(() => listOf('customer', 'caller', phone.value)),
    queryFn: async ({ signal }) => {
      const all = await searchCustomers(phone.value, signal)
      if (all.length === 1 && all[0]) found(all[0].id)
      return all
    },
    enabled: () => phone.value !== '',
  })
}

export async function searchCustomers(q: string, signal?: AbortSignal) {
  return (await ask(api.GET('/api/v1/customers', { params: { query: { q, limit: found_max } }, signal }))).items
}
