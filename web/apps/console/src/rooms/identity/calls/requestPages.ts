// The company's pages for requests: the list, a new one, closing one.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { type Once, seenAt } from '../../../deed/deed'

export function useRequestPages() {
  return useQuery({
    queryKey: listOf('customer_link'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/request-pages', { signal })),
  })
}

export const openRequestPage = (name: string, header: Once) =>
  ask(api.POST('/api/v1/request-pages', { params: { header }, body: { name } }))

export const closeRequestPage = (page: Wire['CustomerLinkShown'], once: Once) =>
  ask(
    api.POST('/api/v1/request-pages/{id}/revocation', {
      params: { path: { id: page.id }, header: seenAt(once, page.version) },
      body: {},
    }),
  )
