// The pool, page by page.
import { api, ask, listOf } from '@fieldloop/api'
import { useClock } from '@fieldloop/ui'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { asQuery } from '../adapters'
import type { Filters } from '../pool/filters'

const page_rows = 50

export function useOrders(filters: Ref<Filters>) {
  const { zone } = useClock()
  return useInfiniteQuery({
    queryKey: computed(() => listOf('order', filters.value)),
    queryFn: ({ pageParam, signal }) =>
      ordersPage(filters.value, zone.value, { after: pageParam, limit: page_rows }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** How many there are in all, once the list says that there are more than it shows. */
export function useOrderCount(filters: Ref<Filters>, enabled: Ref<boolean>) {
  const { zone } = useClock()
  return useQuery({
    queryKey: computed(() => listOf('order', 'count', filters.value)),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/orders/count', { params: { query: asQuery(filters.value, zone.value) }, signal })),
    enabled,
  })
}

export function ordersPage(
  filters: Filters,
  zone: string,
  page: { after: string | undefined; limit: number },
  signal?: AbortSignal,
) {
  return ask(api.GET('/api/v1/orders', { params: { query: { ...asQuery(filters, zone), ...page } }, signal }))
}
