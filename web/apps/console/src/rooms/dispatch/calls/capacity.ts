// What a unit can still promise in a fortnight, and how many appointments it takes.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'

export interface CapacityAsked {
  from: string
  unit: string
  skill: string
  region: string
}

export function useCapacity(asked: Ref<CapacityAsked>) {
  return useQuery({
    queryKey: computed(() => listOf('visit', 'capacity', asked.value)),
    queryFn: ({ signal }) => {
      const { from, unit, skill, region } = asked.value
      const query = {
        ...(from && { from }),
        ...(unit && { unit_id: unit }),
        ...(skill && { skill }),
        ...(region && { region }),
      }
      return ask(api.GET('/api/v1/slots/capacity', { params: { query }, signal }))
    },
    staleTime: 30_000,
    placeholderData: (before) => before,
  })
}

export function setQuota(body: Wire['SetSlotQuota'], once: Once) {
  return ask(api.PUT('/api/v1/slot-quotas', { params: { header: once }, body }))
}
