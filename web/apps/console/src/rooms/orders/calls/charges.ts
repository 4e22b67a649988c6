// What an order costs in all its lines, the customer's yes to it and what was paid.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export function useCharges(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('order', id.value, 'charges')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/orders/{id}/charges', { params: { path: { id: id.value } }, signal })),
  })
}
