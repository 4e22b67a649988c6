// How the company stands now.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

export function useCockpit() {
  // a list of orders in all but name: whatever changes an order changes it
  return useQuery({
    queryKey: listOf('order', 'cockpit'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/insight/cockpit', { signal })),
  })
}
