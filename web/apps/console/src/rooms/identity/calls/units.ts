// Opens a region, an outlet or a store; changes one.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export const openUnit = (body: Wire['NewUnit'], once: Once) =>
  ask(api.POST('/api/v1/units', { params: { header: once }, body }))

export const changeUnit = (unit: Wire['UnitShown'], body: Wire['UnitChange'], once: Once) =>
  ask(api.PATCH('/api/v1/units/{id}', { params: { path: { id: unit.id }, header: seenAt(once, unit.version) }, body }))
