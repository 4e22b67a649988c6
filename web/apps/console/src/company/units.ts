// The company's units: head office, regions, outlets, stores.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

/** Whether a unit has technicians of its own: orders are handed to no other. */
export const sendsSomebody = (unit: Wire['UnitShown']): boolean => unit.kind === 'outlet' || unit.kind === 'hq'

export function useUnits() {
  const { data } = useQuery({
    queryKey: listOf('unit'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/units', { signal })),
    staleTime: 300_000,
  })
  return {
    units: data,
    name: (id: string | null | undefined) => data.value?.items.find((unit) => unit.id === id)?.name ?? '',
  }
}
