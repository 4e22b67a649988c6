// Sales page by page, and one of them.
import { api, ask, keyOf, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 50

export interface SaleFilter {
  status?: Wire['SaleStatus']
  unit_id?: string
  number?: string
}

export function useSales(filter: Ref<SaleFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('sale', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/sales', {
          params: { query: { ...filter.value, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function useSale(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('sale', id.value)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/sales/{id}', { params: { path: { id: id.value } }, signal })),
  })
}

const orders_max = 100

/** The orders of the household that bought: those of this sale are told by their door. */
export function useHouseholdOrders(customer: Ref<string | undefined>, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => listOf('order', 'household', customer.value)),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/orders', { params: { query: { customer_id: customer.value, limit: orders_max } }, signal })),
    enabled: () => enabled() && Boolean(customer.value),
  })
}
