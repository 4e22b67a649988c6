// The conversation of one order, newest first.
import { api, ask, keyOf } from '@fieldloop/api'
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 20

export function useMessages(id: Ref<string>) {
  return useInfiniteQuery({
    queryKey: computed(() => keyOf('order', id.value, 'messages')),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/orders/{id}/messages', {
          params: { path: { id: id.value }, query: { after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })
}
