// Everything that happened to one household, newest first.
import { api, ask, keyOf } from '@fieldloop/api'
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 100

export function useTimeline(id: Ref<string>) {
  return useInfiniteQuery({
    queryKey: computed(() => keyOf('customer', id.value, 'timeline')),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/customers/{id}/timeline', {
          params: { path: { id: id.value }, query: { after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.next ? Number(last.next) : undefined),
  })
}
