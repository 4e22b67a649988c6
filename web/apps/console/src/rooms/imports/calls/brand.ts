// Makes a brand a spelling of another.
import { api, ask } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export const mergeBrand = (id: string, into: string, once: Once) =>
  ask(api.POST('/api/v1/brands/{id}/merging', { params: { path: { id }, header: once }, body: { into } }))
