// Number series: the list, what the next number would be, changing one.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { type Once, seenAt } from '../../../deed/deed'

export function useNumberSeries() {
  return useQuery({
    queryKey: listOf('number_series'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/number-series', { signal })),
  })
}

export function useNextNumber(series: string, wanted: Ref<Wire['PutNumberSeries']>) {
  return useQuery({
    queryKey: computed(() => listOf('number_series', series, wanted.value)),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/number-series/{series}/preview', {
          params: { path: { series }, query: wanted.value },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

export const putNumberSeries = (series: Wire['NumberSeriesShown'], body: Wire['PutNumberSeries'], once: Once) =>
  ask(
    api.PUT('/api/v1/number-series/{series}', {
      params: { path: { series: series.series }, header: seenAt(once, series.version) },
      body,
    }),
  )
