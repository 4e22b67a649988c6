// One visit with its steps, photos, parts and crew; kept under its order, whose events tell of it.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

export function useVisit(seen: () => { order: string; visit: string; wanted: boolean }) {
  return useQuery({
    queryKey: computed(() => keyOf('order', seen().order, 'visit', seen().visit)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/visits/{id}', { params: { path: { id: seen().visit } }, signal })),
    enabled: () => seen().wanted,
  })
}
