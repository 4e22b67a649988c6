// API keys: the list, a new one, taking one back.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import type { Once } from '../../../deed/deed'

export function useKeys() {
  return useQuery({
    queryKey: listOf('api_key'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/api-keys', { signal })),
  })
}

export const createKey = (body: Wire['NewKey'], once: Once) =>
  ask(api.POST('/api/v1/api-keys', { params: { header: once }, body }))

export const revokeKey = (key: Wire['KeyShown'], once: Once) =>
  ask(api.POST('/api/v1/api-keys/{id}/revocation', { params: { path: { id: key.id }, header: once }, body: {} }))
