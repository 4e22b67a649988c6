// Who should go to the visit in hand, with the arithmetic, and why the others cannot.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

export function useRanking(visit: () => string) {
  return useQuery({
    queryKey: computed(() => keyOf('visit', visit(), 'recommendations')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/visits/{id}/recommendations', { params: { path: { id: visit() } }, signal })),
    enabled: () => Boolean(visit()),
    // positions and plans move on: asked anew whenever a visit is taken in hand
    staleTime: 0,
    gcTime: 0,
  })
}
