// Leads page by page, one of them, their figures, and the terms for quotes.
import { api, ask, keyOf, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 50

export interface LeadFilter {
  state?: Wire['LeadState']
  guide_id?: string
  unit_id?: string
  q?: string
}

export function useLeads(filter: Ref<LeadFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('lead', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/leads', {
          params: { query: { ...filter.value, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function useLead(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('lead', id.value)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/leads/{id}', { params: { path: { id: id.value } }, signal })),
  })
}

export function useFigures(span: Ref<{ from: string; to: string; unit_id?: string }>) {
  return useQuery({
    queryKey: computed(() => listOf('lead', 'figures', span.value)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/leads/figures', { params: { query: span.value }, signal })),
    placeholderData: keepPreviousData,
  })
}

export function useTerms() {
  return useQuery({
    queryKey: listOf('quote_terms'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/quote-terms', { signal })),
  })
}
