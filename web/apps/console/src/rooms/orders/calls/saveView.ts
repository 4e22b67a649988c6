// Keeps a view of the pool; under a name one has already it takes that one's place.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function saveView(body: Wire['NewSavedView'], once: Once) {
  return ask(api.POST('/api/v1/saved-views', { params: { header: once }, body }))
}
