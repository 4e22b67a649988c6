// Everything that happened to one machine, newest first.
import { api, ask, keyOf } from '@fieldloop/api'
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 50

export function useMachineTimeline(id: Ref<string>) {
  return useInfiniteQuery({
    queryKey: computed(() => keyOf('asset', id.value, 'timeline')),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/assets/{id}/timeline', {
          params: { path: { id: id.value }, query: { after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.next ? Number(last.next) : undefined),
  })
}
