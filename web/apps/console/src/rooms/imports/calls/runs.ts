// Runs: the list, one of them, its proposals for brands, and undoing it.
import { api, ask, keyOf, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'

const page_rows = 50

export function useRuns(kind: Ref<Wire['ImportKind'] | undefined>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('import', kind.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/imports', {
          params: { query: { kind: kind.value, cursor: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function useRun(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('import', id.value)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/imports/{id}', { params: { path: { id: id.value } }, signal })),
  })
}

export function useBrandProposals(id: Ref<string>, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => keyOf('import', id.value, 'brands')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/imports/{id}/brands', { params: { path: { id: id.value } }, signal })),
    enabled,
  })
}

export const undoRun = (run: Wire['Report'], once: Once) =>
  ask(api.POST('/api/v1/imports/{id}/undoing', { params: { path: { id: run.id ?? '' }, header: once }, body: {} }))
