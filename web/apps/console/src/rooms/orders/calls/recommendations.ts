// Who should go to a visit, with the arithmetic, and why the others cannot.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

export function useRecommendations(visit: string) {
  return useQuery({
    queryKey: keyOf('visit', visit, 'recommendations'),
    queryFn: ({ signal }) => recommendationsFor(visit, signal),
    // positions and plans move on: asked anew whenever it is opened
    staleTime: 0,
    gcTime: 0,
  })
}

export function recommendationsFor(visit: string, signal?: AbortSignal) {
  return ask(api.GET('/api/v1/visits/{id}/recommendations', { params: { path: { id: visit } }, signal }))
}
