// One technician.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export function useTechnician(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('technician', id.value)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/technicians/{id}', { params: { path: { id: id.value } }, signal })),
  })
}
