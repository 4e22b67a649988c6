// What each role may do, and of how much.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

export function useRoles() {
  return useQuery({
    queryKey: listOf('role'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/roles', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
