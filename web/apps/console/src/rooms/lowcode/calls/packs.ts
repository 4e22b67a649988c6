// Packs that come with the program, and installing one.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import type { Once } from '../../../deed/deed'

export function usePacks() {
  return useQuery({
    queryKey: listOf('definition', 'packs'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/packs', { signal })),
  })
}

export const installPack = (code: string, once: Once) =>
  ask(api.POST('/api/v1/packs/{code}/installation', { params: { path: { code }, header: once }, body: {} }))
