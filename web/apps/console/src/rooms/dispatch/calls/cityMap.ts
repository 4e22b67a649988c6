// The city as a map, where the company has one.
import { api, ask, listOf, Problem } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

export function useCityMap() {
  return useQuery({
    queryKey: listOf('map'),
    queryFn: async ({ signal }) => {
      try {
        return await ask(api.GET('/api/v1/map', { signal }))
      } catch (thrown) {
        // no map is an answer: the points are drawn without one
        if (Problem.of(thrown).status === 404) return null
        throw thrown
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
}
