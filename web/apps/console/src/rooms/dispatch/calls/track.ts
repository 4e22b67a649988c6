// Where a technician's phone was on a day.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export function useTrack(id: Ref<string>, day: Ref<string>) {
  return useQuery({
    queryKey: computed(() => listOf('technician', 'track', id.value, day.value)),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/technicians/{id}/track', {
          params: { path: { id: id.value }, query: { day: day.value } },
          signal,
        }),
      ),
  })
}
