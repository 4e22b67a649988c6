// Machines by the beginning of a serial or a name, narrowed by category, status and household, page by page.
import { api, ask, keyOf, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const page_rows = 50
const found_max = 5

export interface MachineFilters {
  q: string
  category: string
  status: Wire['AssetStatus'] | ''
  customer: string
}

export function useMachines(filters: Ref<MachineFilters>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('asset', filters.value)),
    queryFn: ({ pageParam, signal }) => machinesPage(filters.value, pageParam, page_rows, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function machinesAsked(filters: MachineFilters) {
  return {
    q: filters.q || undefined,
    category: filters.category || undefined,
    status: filters.status || undefined,
    customer_id: filters.customer || undefined,
  }
}

export function machinesPage(filters: MachineFilters, after: string | undefined, limit: number, signal?: AbortSignal) {
  return ask(api.GET('/api/v1/assets', { params: { query: { ...machinesAsked(filters), after, limit } }, signal }))
}

export async function searchMachines(q: string, signal?: AbortSignal) {
  return (await ask(api.GET('/api/v1/assets', { params: { query: { q, limit: found_max } }, signal }))).items
}

export function machineFile(id: string, signal?: AbortSignal) {
  return ask(api.GET('/api/v1/assets/{id}', { params: { path: { id } }, signal }))
}

export function useMachine(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('asset', id.value)),
    queryFn: ({ signal }) => machineFile(id.value, signal),
  })
}
