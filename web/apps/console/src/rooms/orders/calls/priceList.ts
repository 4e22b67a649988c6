// What is offered for a category and a service, and what it costs.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

export function usePriceList(item: () => { category: string; service: Wire['OrderKind'] }) {
  return useQuery({
    queryKey: computed(() => listOf('price', item())),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/price-list', { params: { query: item() }, signal })),
    staleTime: 300_000,
  })
}
