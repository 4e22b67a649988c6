// How a product or a brand is called, for a page that knows its id only.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

export function useProductName(id: () => string) {
  return useQuery({
    queryKey: computed(() => keyOf('product', id(), 'name')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/products/{id}', { params: { path: { id: id() } }, signal })).then((product) => product.name),
    enabled: computed(() => Boolean(id())),
  })
}

export function useBrandName(id: () => string) {
  return useQuery({
    queryKey: computed(() => keyOf('brand', id(), 'name')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/brands/{id}', { params: { path: { id: id() } }, signal })).then((brand) => brand.name),
    enabled: computed(() => Boolean(id())),
  })
}
