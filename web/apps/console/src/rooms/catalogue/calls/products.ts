// Products page by page; adding and changing one.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { type Once, seenAt } from '../../../deed/deed'

const page_rows = 50

export interface ProductFilter {
  q?: string
  category?: string
  brand_id?: string
  status?: Wire['ProductStatus']
}

export function useProducts(filter: Ref<ProductFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('product', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/products', {
          params: { query: { ...filter.value, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export const addProduct = (body: Wire['NewProduct'], once: Once) =>
  ask(api.POST('/api/v1/products', { params: { header: once }, body }))

export const editProduct = (product: Wire['ProductShown'], body: Wire['EditProduct'], once: Once) =>
  ask(
    api.PATCH('/api/v1/products/{id}', {
      params: { path: { id: product.id }, header: seenAt(once, product.version) },
      body,
    }),
  )
