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

/** Who has this phone; asks nothing while it is not whole. */
export function useCaller(phone: Ref<string>) {
  return useQuery({
    queryKey: computed(() => listOf('customer', 'caller', phone.value)),
    queryFn: ({ signal }) => searchCustomers(phone.value, signal),
    enabled: () => phone.value !== '',
  })
}

export async function searchCustomers(q: string, signal?: AbortSignal) {
  return (await ask(api.GET('/api/v1/customers', { params: { query: { q, limit: found_max } }, signal }))).items
}
