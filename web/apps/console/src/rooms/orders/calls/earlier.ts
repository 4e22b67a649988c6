// The other orders of the same household, newest first.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const shown_max = 20

export function useOrdersOf(customer: Ref<string>) {
  return useQuery({
    queryKey: computed(() => listOf('order', 'of', customer.value)),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/orders', {
          params: { query: { customer_id: customer.value, sort: 'opened', limit: shown_max } },
          signal,
        }),
      ),
  })
}
