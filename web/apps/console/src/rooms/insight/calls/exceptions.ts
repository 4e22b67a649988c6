// What somebody has to look at now.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

export function useExceptions() {
  return useQuery({
    queryKey: listOf('order', 'exceptions'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/insight/exceptions', { signal })),
  })
}
