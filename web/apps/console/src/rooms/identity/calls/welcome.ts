// What a stranger may know: whether this is a demo server, and who can log in as what.
import { api, ask } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

export function useWelcome() {
  return useQuery({
    queryKey: ['welcome'],
    queryFn: () => ask(api.GET('/api/v1/welcome')),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
