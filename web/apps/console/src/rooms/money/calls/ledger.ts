// Postings page by page, the sums of all accounts, and taking an entry back.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'
import type { Days } from '../../../period'

const page_rows = 100

export interface PostingFilter {
  account?: Wire['Account']
  order_id?: string
  sale_id?: string
  from?: string
  to?: string
}

export function usePostings(filter: Ref<PostingFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('ledger_entry', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/ledger', {
          params: { query: { ...filter.value, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function useTrialBalance(days: Ref<Days | undefined>) {
  return useQuery({
    queryKey: computed(() => listOf('ledger_entry', 'balance', days.value)),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/ledger/trial-balance', { params: { query: { ...days.value } }, signal })),
    placeholderData: keepPreviousData,
  })
}

export const reverseEntry = (entry_id: string, reason: string, once: Once) =>
  ask(api.POST('/api/v1/ledger/{id}/reversal', { params: { path: { id: entry_id }, header: once }, body: { reason } }))
