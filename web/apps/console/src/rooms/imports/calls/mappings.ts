// Column mappings of a kind: the company's own first, then the one that ships.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { type Once, seenAt } from '../../../deed/deed'

export function useMappings(kind: Ref<Wire['ImportKind']>) {
  return useQuery({
    queryKey: computed(() => listOf('import_mapping', kind.value)),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/import-mappings/{kind}', { params: { path: { kind: kind.value } }, signal })),
  })
}

/** Keeps a mapping under a name; one of the company's own of that name is replaced at the version seen. */
export function putMapping(
  to: { kind: Wire['ImportKind']; name: string; version: number },
  body: Wire['Mapping'],
  once: Once,
): Promise<Wire['MappingShown']> {
  const header = to.version ? seenAt(once, to.version) : once
  return ask(
    api.PUT('/api/v1/import-mappings/{kind}/{name}', {
      params: { path: { kind: to.kind, name: to.name }, header },
      body,
    }),
  )
}
