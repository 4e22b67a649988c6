// Technicians with shifts, leave and visits of some days, all pages of them.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

const page_people = 200

export function useDays(seen: () => { from: string; to: string; unit: string }) {
  return useQuery({
    // under visits: whatever happens to one makes the board ask again, a mere position does not
    queryKey: computed(() => listOf('visit', 'board', seen())),
    queryFn: async ({ signal }) => {
      const { from, to, unit } = seen()
      const rows: Wire['BoardRow'][] = []
      let after: string | undefined
      do {
        const query = { from, to, unit: unit || undefined, after, limit: page_people }
        const page = await ask(api.GET('/api/v1/board', { params: { query }, signal }))
        rows.push(...page.items)
        after = page.next ?? undefined
      } while (after)
      return rows
    },
  })
}
