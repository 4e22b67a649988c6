// Brands page by page, found by name; opening one and merging one into another.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'

const page_rows = 100
const found_max = 30

export function useBrands(filter: Ref<{ q?: string; merged: boolean }>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('brand', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/brands', {
          params: { query: { ...filter.value, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** The first brands of a name, to choose from. */
export function useFoundBrands(q: Ref<string>) {
  return useQuery({
    queryKey: computed(() => listOf('brand', 'found', q.value)),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/brands', { params: { query: { q: q.value || undefined, limit: found_max } }, signal })),
    placeholderData: keepPreviousData,
  })
}

export const addBrand = (name: string, once: Once) =>
  ask(api.POST('/api/v1/brands', { params: { header: once }, body: { name } }))

export const mergeBrand = (brand: Wire['BrandShown'], into: string, once: Once) =>
  ask(api.POST('/api/v1/brands/{id}/merging', { params: { path: { id: brand.id }, header: once }, body: { into } }))
