// Visits that whoever fits may take. Asked for only with a network: whose it is, is decided at once or not at all.
import { api, ask, listOf } from '@fieldloop/api'
import { useClock } from '@fieldloop/ui/words'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

export function useGrabs() {
  const clock = useClock()
  const query = useQuery({
    queryKey: listOf('grab'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/grabs', { signal })),
    staleTime: 10_000,
  })
  const rows = computed(() =>
    (query.data.value?.items ?? []).filter((row) => Date.parse(row.expires_at) > clock.now.value),
  )
  return { query, rows }
}

export const takeGrab = (id: string, key: string) =>
  ask(api.POST('/api/v1/grabs/{id}/taking', { params: { path: { id }, header: { 'Idempotency-Key': key } }, body: {} }))
