// The log of everything that was done, newest first.
import { api, ask } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 100

export interface AuditFilter {
  actor_id?: string
  kind?: string
  from?: string
  to?: string
}

export function useAudit(filter: Ref<AuditFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => ['audit', filter.value]),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/audit', {
          params: { query: { ...filter.value, before: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.next ? Number(last.next) : undefined),
    placeholderData: keepPreviousData,
    // the log grows with every press; it is read again when somebody asks
    staleTime: 10_000,
  })
}
