// The kinds of orders this company has.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

export function useOrderTypes() {
  return useQuery({
    queryKey: listOf('order_type'),
    queryFn: () => ask(api.GET('/api/v1/order-types')),
    staleTime: 300_000,
  })
}
