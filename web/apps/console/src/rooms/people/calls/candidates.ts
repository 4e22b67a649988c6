// Users who are technicians by role: of them, who has no profile yet can be given one.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

const page_rows = 200

export function useTechnicianUsers() {
  return useQuery({
    queryKey: listOf('user', 'technicians'),
    async queryFn({ signal }) {
      const all = []
      let after: string | undefined
      do {
        const query = { role: 'technician' as const, status: 'active' as const, after, limit: page_rows }
        const page = await ask(api.GET('/api/v1/users', { params: { query }, signal }))
        all.push(...page.items)
        after = page.next ?? undefined
      } while (after)
      return all
    },
  })
}
