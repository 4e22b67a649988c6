// Corrects an address.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function editSite(site: Wire['SiteShown'], body: Wire['EditSite'], once: Once) {
  return ask(
    api.PATCH('/api/v1/sites/{id}', {
      params: { path: { id: site.id }, header: seenAt(once, site.version) },
      body,
    }),
  )
}
