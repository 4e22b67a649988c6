// The sale that an order came from.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export function useSale(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('sale', id.value)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/sales/{id}', { params: { path: { id: id.value } }, signal })),
  })
}
