// What fails, most repairs first: by product, category, brand or fault, of some days or of all time.
import { api, ask, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Days } from '../../../period'

const page_rows = 50

export function useFailures(
  by: Ref<Wire['FailuresBy']>,
  days: Ref<Days | undefined>,
  unit: Ref<string>,
  enabled: () => boolean = () => true,
) {
  return useInfiniteQuery({
    queryKey: computed(() => ['insight', 'failures', by.value, days.value, unit.value]),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/insight/failures', {
          params: {
            query: {
              by: by.value,
              ...days.value,
              unit_id: unit.value || undefined,
              cursor: pageParam,
              limit: page_rows,
            },
          },
          signal,
        }),
      ),
    enabled,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}
