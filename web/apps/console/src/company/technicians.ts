// The technicians one sees, by name; nobody where one may not see them.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useSession } from '../rooms/identity'

const page_rows = 200
/** More people than this are not loaded to choose from. */
const people_max = 1000

export function useTechnicianNames() {
  const session = useSession()
  const { data } = useQuery({
    queryKey: listOf('technician', 'names'),
    queryFn: async ({ signal }) => {
      const all = []
      let after: string | undefined
      do {
        const page = await ask(
          api.GET('/api/v1/technicians', { params: { query: { after, limit: page_rows } }, signal }),
        )
        all.push(...page.items)
        after = page.next ?? undefined
      } while (after && all.length < people_max)
      return all
    },
    enabled: () => session.may('people.read'),
    staleTime: 60_000,
  })
  const names = computed(() => new Map(data.value?.map((each) => [each.id, each.name])))
  return {
    all: computed(() => data.value ?? []),
    name: (id: string | null | undefined) => (id && names.value.get(id)) || '',
  }
}
