// One household with its sites and machines.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export function useCustomer(id: Ref<string>) {
  return useQuery(computed(() => customerFile(id.value)))
}

/** Key and call, for who asks before anybody looks. */
export function customerFile(id: string) {
  return {
    queryKey: keyOf('customer', id),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      ask(api.GET('/api/v1/customers/{id}', { params: { path: { id } }, signal })),
  }
}
