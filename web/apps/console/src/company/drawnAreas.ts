// Areas that were drawn on the map, by name.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

export function useDrawnAreas() {
  return useQuery({
    queryKey: listOf('drawn_area'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/areas', { signal })),
    staleTime: 60_000,
  })
}
