// The trail of one order, newest first.
import { api, ask, keyOf } from '@fieldloop/api'
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 100

export function useOrderTrail(id: Ref<string>) {
  return useInfiniteQuery({
    queryKey: computed(() => keyOf('order', id.value, 'trail')),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/orders/{id}/trail', {
          params: { path: { id: id.value }, query: { after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.next ? Number(last.next) : undefined),
  })
}
