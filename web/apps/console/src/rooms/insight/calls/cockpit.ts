// How the company stands now, and how some days went.
import { api, ask, listOf } from '@fieldloop/api'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Days } from '../../../period'

const minute_ms = 60_000
/** So many are asked for at a time: a trend must not hold up everybody else. */
const at_a_time = 4

const ask_of = (days: Days | undefined, signal: AbortSignal) =>
  ask(api.GET('/api/v1/insight/cockpit', { params: { query: { ...days } }, signal }))

export function useCockpit(days: Ref<Days | undefined>) {
  // a list of orders in all but name: whatever changes an order changes it
  return useQuery({
    queryKey: computed(() => listOf('order', 'cockpit', days.value)),
    queryFn: ({ signal }) => ask_of(days.value, signal),
    placeholderData: keepPreviousData,
  })
}

/** Days that are over: they do not move with every order. */
export function useEarlier(days: Ref<Days | undefined>) {
  return useQuery({
    queryKey: computed(() => ['insight', 'earlier', days.value]),
    queryFn: ({ signal }) => ask_of(days.value, signal),
    enabled: () => Boolean(days.value),
    staleTime: 10 * minute_ms,
  })
}

/** The same of each piece of a period, in their order. */
export function useTrend(pieces: Ref<Days[]>) {
  return useQuery({
    queryKey: computed(() => ['insight', 'trend', pieces.value]),
    async queryFn({ signal }) {
      const points = []
      for (let at = 0; at < pieces.value.length; at += at_a_time)
        points.push(...(await Promise.all(pieces.value.slice(at, at + at_a_time).map((days) => ask_of(days, signal)))))
      return points
    },
    placeholderData: keepPreviousData,
    staleTime: 2 * minute_ms,
    refetchInterval: 2 * minute_ms,
  })
}
