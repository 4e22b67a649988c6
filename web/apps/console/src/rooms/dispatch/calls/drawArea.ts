// Draws an area on the map, draws it again, or removes it.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export const drawArea = (body: Wire['DrawArea'], once: Once) =>
  ask(api.POST('/api/v1/areas', { params: { header: once }, body }))

export const redrawArea = (area: Wire['DrawnAreaShown'], body: Wire['DrawArea'], once: Once) =>
  ask(api.PUT('/api/v1/areas/{id}', { params: { path: { id: area.id }, header: seenAt(once, area.version) }, body }))

export const removeArea = (area: Wire['DrawnAreaShown'], once: Once) =>
  ask(api.DELETE('/api/v1/areas/{id}', { params: { path: { id: area.id }, header: once }, body: {} }))
