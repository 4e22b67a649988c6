// Reviews page by page, newest first.
import { api, ask, listOf } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 50

export interface ReviewFilter {
  below_standard?: boolean
  technician_id?: string
  stars_at_most?: number
  from?: string
  to?: string
  unit_id?: string
}

export function useReviews(filter: Ref<ReviewFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('review', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/reviews', {
          params: { query: { ...filter.value, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}
