// What was spent on visits, page by page, and what the office says to it.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { type Once, seenAt } from '../../../deed/deed'

const page_rows = 50

export interface ExpenseFilter {
  status: Wire['ExpenseStatus']
  unit_id?: string
}

export function useExpenses(filter: Ref<ExpenseFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('expense', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/expenses', {
          params: { query: { ...filter.value, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export const decideExpense = (expense: Wire['ExpenseShown'], body: Wire['DecideExpense'], once: Once) =>
  ask(
    api.POST('/api/v1/expenses/{id}/decision', {
      params: { path: { id: expense.id }, header: seenAt(once, expense.version) },
      body,
    }),
  )
