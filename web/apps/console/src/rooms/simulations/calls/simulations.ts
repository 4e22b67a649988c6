// The last simulations, one with its numbers, starting and stopping.
import { api, ask, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'

const again_ms = 1_500
type Shown = Wire['SimulationShown']
export const isOpen = (each: Shown | undefined): boolean => each?.state === 'waiting' || each?.state === 'running'

/** Asked for again while something is played. */
export function useSimulations() {
  return useQuery({
    queryKey: ['simulation', 'list'],
    queryFn: ({ signal }) => ask(api.GET('/api/v1/simulations', { signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? again_ms : false),
  })
}

export function useSimulation(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => ['simulation', id.value]),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/simulations/{id}', { params: { path: { id: id.value } }, signal })),
    enabled: () => Boolean(id.value),
    refetchInterval: ({ state }) => (isOpen(state.data) ? again_ms : false),
  })
}

export function useOwnWeeks() {
  return useQuery({
    queryKey: ['simulation', 'own weeks'],
    queryFn: ({ signal }) => ask(api.GET('/api/v1/simulation-weeks', { signal })),
    staleTime: 600_000,
  })
}

export const startSimulation = (body: Wire['SimulationAsked'], once: Once) =>
  ask(api.POST('/api/v1/simulations', { params: { header: once }, body }))

export const stopSimulation = (id: string, once: Once) =>
  ask(api.POST('/api/v1/simulations/{id}/cancellation', { params: { path: { id }, header: once }, body: {} }))
