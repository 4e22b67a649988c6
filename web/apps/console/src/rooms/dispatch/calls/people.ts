// Technicians with skills, areas and last positions, all pages of them; asked anew when one of them moves.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'

const page_people = 200

export function usePeople() {
  return useQuery({
    queryKey: listOf('technician', 'board'),
    queryFn: async ({ signal }) => {
      const people: Wire['TechnicianShown'][] = []
      let after: string | undefined
      do {
        const query = { after, limit: page_people }
        const page = await ask(api.GET('/api/v1/technicians', { params: { query }, signal }))
        people.push(...page.items)
        after = page.next ?? undefined
      } while (after)
      return people
    },
  })
}
