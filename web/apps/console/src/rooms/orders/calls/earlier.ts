// The other orders of the same household, newest first.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const shown_max = 20

export function useOrdersOf(customer: Ref<string>) {
  return useQuery(computed(() => ordersOf(customer.value)))
}

/** Key and call, for who asks before anybody looks. */
export function ordersOf(customer_id: string) {
  return {
    queryKey: listOf('order', 'of', customer_id),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      ask(api.GET('/api/v1/orders', { params: { query: { customer_id, sort: 'opened', limit: shown_max } }, signal })),
  }
}
