// Visits that nobody goes to yet, all pages of them up to what one can work down.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

const page_visits = 200
const visits_max = 2_000

export function useWaiting(unit: () => string) {
  return useQuery({
    queryKey: computed(() => listOf('visit', 'unassigned', unit())),
    queryFn: async ({ signal }) => {
      const visits: Wire['Unassigned'][] = []
      let after: string | undefined
      do {
        const query = { unit: unit() || undefined, after, limit: page_visits }
        const page = await ask(api.GET('/api/v1/visits/unassigned', { params: { query }, signal }))
        visits.push(...page.items)
        after = page.next ?? undefined
      } while (after && visits.length < visits_max)
      return { visits, is_cut: Boolean(after) }
    },
  })
}
