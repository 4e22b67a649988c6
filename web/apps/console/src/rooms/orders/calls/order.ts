// One order with everything on its page.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export function useOrder(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('order', id.value)),
    queryFn: ({ signal }) => fetchOrder(id.value, signal),
  })
}

export function fetchOrder(id: string, signal?: AbortSignal) {
  return ask(api.GET('/api/v1/orders/{id}', { params: { path: { id } }, signal }))
}
