// Who works here and could help on a visit.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

const people_max = 200

export function useTechnicians(enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: listOf('technician', 'active'),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/technicians', { params: { query: { status: 'active', limit: people_max } }, signal })),
    enabled,
  })
}
