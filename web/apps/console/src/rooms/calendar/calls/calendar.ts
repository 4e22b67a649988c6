// When the company works, day by day; and saying it anew at the version seen.
import { api, ask, type Wire } from '@fieldloop/api'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { type Once, seenAt } from '../../../deed/deed'
import type { Days } from '../../../period'

export function useCalendar(days: Ref<Days>) {
  return useQuery({
    queryKey: computed(() => ['calendar', days.value]),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/calendar', { params: { query: days.value }, signal })),
    placeholderData: keepPreviousData,
  })
}

export function changeCalendar(seen: Wire['CalendarShown'], body: Wire['WorkingTime'], once: Once) {
  return ask(api.PUT('/api/v1/calendar', { params: { header: seenAt(once, seen.version) }, body }))
}
