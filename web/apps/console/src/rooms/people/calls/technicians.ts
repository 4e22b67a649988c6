// Technicians page by page.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 100

export interface TechnicianFilter {
  name?: string
  unit_id?: string
  skill?: string
  region?: string
  status?: Wire['TechnicianStatus']
}

export function useTechnicianList(filter: Ref<TechnicianFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('technician', 'page', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/technicians', {
          params: { query: { ...filter.value, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}
