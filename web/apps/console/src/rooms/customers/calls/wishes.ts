// Whom a customer wants to come, and whom not.
import { api, ask, keyOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'

export function useWishes(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('customer', id.value, 'technicians')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/customers/{id}/technicians', { params: { path: { id: id.value } }, signal })),
  })
}

export function setWish(id: string, technician: string, wish: Wire['Wish'], once: Once) {
  const params = { path: { id, technician }, header: once }
  return ask(api.PUT('/api/v1/customers/{id}/technicians/{technician}', { params, body: { wish } }))
}

export function removeWish(id: string, technician: string, once: Once) {
  const params = { path: { id, technician }, header: once }
  return ask(api.DELETE('/api/v1/customers/{id}/technicians/{technician}', { params, body: {} }))
}
