// A product's drawings and manuals.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { type Once, seenAt } from '../../../deed/deed'

export function usePapers(id: string) {
  return useQuery({
    queryKey: listOf('product', 'papers', id),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/products/{id}/papers', { params: { path: { id } }, signal })),
  })
}

export const setPapers = (product: Wire['ProductShown'], papers: Wire['NewPaper'][], once: Once) =>
  ask(
    api.PUT('/api/v1/products/{id}/papers', {
      params: { path: { id: product.id }, header: seenAt(once, product.version) },
      body: { papers },
    }),
  )
