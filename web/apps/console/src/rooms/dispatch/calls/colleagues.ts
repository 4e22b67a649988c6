// Names of the people of the office, for telling who did what; nobody's name where one may not read them.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

const people_max = 200

export function useColleagues(may: boolean) {
  return useQuery({
    queryKey: listOf('user', 'names'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/users', { params: { query: { limit: people_max } }, signal })),
    staleTime: 300_000,
    enabled: may,
  })
}
