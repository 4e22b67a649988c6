// The pool, page by page.
import { api, ask, listOf } from '@fieldloop/api'
import { useClock } from '@fieldloop/ui'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
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

export function ordersPage(
  filters: Filters,
  zone: string,
  page: { after: string | undefined; limit: number },
  signal?: AbortSignal,
) {
  return ask(api.GET('/api/v1/orders', { params: { query: { ...asQuery(filters, zone), ...page } }, signal }))
}
