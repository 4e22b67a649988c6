// When a visit, or an order that is being taken down, can be promised in the coming fortnight.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

/** What somebody promises is gone for the next: half a minute is the longest that it is believed. */
const fresh_ms = 30_000

export function useVisitSlots(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => listOf('visit', 'slots', id.value)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/visits/{id}/slots', { params: { path: { id: id.value } }, signal })),
    staleTime: fresh_ms,
  })
}

export interface Asked {
  type: string
  category: string
  region?: string
  lat?: number
  lng?: number
  unit_id?: string
}

/** Nothing is asked before it is known what it is about. */
export function useSlots(asked: Ref<Asked>) {
  return useQuery({
    queryKey: computed(() => listOf('visit', 'slots', asked.value)),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/slots', { params: { query: asked.value }, signal })),
    enabled: () => Boolean(asked.value.type && asked.value.category),
    staleTime: fresh_ms,
  })
}
