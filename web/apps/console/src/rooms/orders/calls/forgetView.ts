// Forgets a kept view.
import { api, ask } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function forgetView(id: string, once: Once) {
  return ask(api.DELETE('/api/v1/saved-views/{id}', { params: { path: { id }, header: once }, body: {} }))
}
