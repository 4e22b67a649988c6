// One household with its sites and machines.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export function useCustomer(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('customer', id.value)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/customers/{id}', { params: { path: { id: id.value } }, signal })),
  })
}
