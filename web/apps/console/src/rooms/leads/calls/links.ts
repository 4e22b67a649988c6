// The links by which a customer reads a quote.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import type { Once } from '../../../deed/deed'

export function useQuoteLinks(id: string) {
  return useQuery({
    queryKey: listOf('lead', 'links', id),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/quotes/{id}/customer-links', { params: { path: { id } }, signal })),
  })
}

export const linkQuote = (id: string, header: Once) =>
  ask(api.POST('/api/v1/quotes/{id}/customer-links', { params: { path: { id }, header }, body: {} }))
