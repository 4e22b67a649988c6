// What the company says of itself once for all: whom its customers call, and when a visitor is asked again.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { type Once, seenAt } from '../../../deed/deed'

export function useCompanySettings() {
  return useQuery({
    queryKey: listOf('company_setting'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/company-settings', { signal })),
  })
}

export const putCompanySettings = (version: number, body: Wire['PutCompanySettings'], once: Once) =>
  ask(api.PUT('/api/v1/company-settings', { params: { header: seenAt(once, version) }, body }))
