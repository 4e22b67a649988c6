// Opens a region, an outlet or a store.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export const openUnit = (body: Wire['NewUnit'], once: Once) =>
  ask(api.POST('/api/v1/units', { params: { header: once }, body }))
