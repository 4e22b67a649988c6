// What fails, by product, most repairs first.
import { api, ask } from '@fieldloop/api'
import { useInfiniteQuery } from '@tanstack/vue-query'

const page_rows = 50

export function useFailures() {
  return useInfiniteQuery({
    queryKey: ['failures'],
    queryFn: ({ pageParam, signal }) =>
      ask(api.GET('/api/v1/insight/failures', { params: { query: { cursor: pageParam, limit: page_rows } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
