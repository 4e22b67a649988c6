// Changes a kept view, as it was seen: its name, its filters, who sees it.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function changeView(view: Wire['SavedViewShown'], body: Wire['SavedViewChange'], once: Once) {
  return ask(
    api.PUT('/api/v1/saved-views/{id}', {
      params: { path: { id: view.id }, header: seenAt(once, view.version) },
      body,
    }),
  )
}
