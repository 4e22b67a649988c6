// Working time, leave and visits of some days: of one technician's unit, or of everybody one sees.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Days } from '../../../period'

const page_rows = 200

export function useShifts(days: Ref<Days>, unit: Ref<string>) {
  return useQuery({
    queryKey: computed(() => listOf('technician', 'shifts', days.value, unit.value)),
    queryFn: ({ signal }) => shiftsOf(days.value, { unit_id: unit.value || undefined }, signal),
  })
}

/** All shifts of some days, page by page. */
export async function shiftsOf(
  days: Days,
  of: { unit_id?: string; technician_id?: string },
  signal?: AbortSignal,
): Promise<Wire['ShiftShown'][]> {
  const all: Wire['ShiftShown'][] = []
  let after: string | undefined
  do {
    const page = await ask(
      api.GET('/api/v1/shifts', { params: { query: { ...days, ...of, after, limit: page_rows } }, signal }),
    )
    all.push(...page.items)
    after = page.next ?? undefined
  } while (after)
  return all
}

/** The board's rows of some days: for how full they are. */
export function useLoad(days: Ref<Days>, unit: Ref<string>, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => listOf('visit', 'load', days.value, unit.value)),
    async queryFn({ signal }) {
      const all: Wire['BoardRow'][] = []
      let after: string | undefined
      do {
        const query = { ...days.value, unit: unit.value || undefined, after, limit: page_rows }
        const page = await ask(api.GET('/api/v1/board', { params: { query }, signal }))
        all.push(...page.items)
        after = page.next ?? undefined
      } while (after)
      return all
    },
    enabled: () => enabled() && Boolean(days.value.from),
  })
}
