// Switches a definition off, or on again.
import { api, ask } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export type Switchable = 'order_type' | 'sop' | 'price' | 'sla_policy'

export const switchDefinition = (kind: Switchable, code: string, is_off: boolean, header: Once) =>
  ask(
    api.PUT('/api/v1/definitions/{kind}/{code}/switch', { params: { path: { kind, code }, header }, body: { is_off } }),
  )
