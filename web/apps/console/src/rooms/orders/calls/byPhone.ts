// Orders on which this phone is the one to call, whoever's household they are.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const shown_max = 5

export function useOrdersByPhone(phone: Ref<string>) {
  return useQuery({
    queryKey: computed(() => listOf('order', 'phone', phone.value)),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/orders', { params: { query: { text: phone.value, limit: shown_max } }, signal })),
    enabled: () => phone.value !== '',
  })
}
