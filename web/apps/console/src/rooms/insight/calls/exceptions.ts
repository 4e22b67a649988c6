// What somebody has to look at now.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

/** The most of a kind that the server tells of at once. */
const each_kind_max = 200

export function useExceptions() {
  return useQuery({
    queryKey: listOf('order', 'exceptions'),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/insight/exceptions', { params: { query: { limit: each_kind_max } }, signal })),
  })
}
