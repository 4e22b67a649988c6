// How the company stands now, and how some days went.
import { api, ask, listOf } from '@fieldloop/api'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Days } from '../../../period'

const minute_ms = 60_000
/** A unit with all below it; the whole company where it is empty. */
type Unit = Ref<string>
const of_unit = (unit: Unit) => ({ unit_id: unit.value || undefined })

const ask_of = (days: Days | undefined, unit: Unit, signal: AbortSignal) =>
  ask(api.GET('/api/v1/insight/cockpit', { params: { query: { ...days, ...of_unit(unit) } }, signal }))

export function useCockpit(days: Ref<Days | undefined>, unit: Unit) {
  // a list of orders in all but name: whatever changes an order changes it
  return useQuery({
    queryKey: computed(() => listOf('order', 'cockpit', days.value, unit.value)),
    queryFn: ({ signal }) => ask_of(days.value, unit, signal),
    placeholderData: keepPreviousData,
  })
}

/** Days that are over: they do not move with every order. */
export function useEarlier(days: Ref<Days | undefined>, unit: Unit) {
  return useQuery({
    queryKey: computed(() => ['insight', 'earlier', days.value, unit.value]),
    queryFn: ({ signal }) => ask_of(days.value, unit, signal),
    enabled: () => Boolean(days.value),
    staleTime: 10 * minute_ms,
  })
}

/** What was opened and finished day by day, or in pieces of several days where the period is long. */
export function useTrend(days: Ref<Days>, unit: Unit) {
  return useQuery({
    queryKey: computed(() => ['insight', 'series', days.value, unit.value]),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/insight/series', { params: { query: { ...days.value, ...of_unit(unit) } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: minute_ms,
    refetchInterval: minute_ms,
  })
}

/** Where the orders of these days came from. */
export function useHeat(days: Ref<Days>, unit: Unit) {
  return useQuery({
    queryKey: computed(() => ['insight', 'heat', days.value, unit.value]),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/insight/regions', { params: { query: { ...days.value, ...of_unit(unit) } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: minute_ms,
    refetchInterval: minute_ms,
  })
}
