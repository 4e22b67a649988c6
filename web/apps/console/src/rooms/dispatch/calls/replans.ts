// What is proposed for the rest of today since something happened, asked anew whenever a proposal comes or is decided; and the deciding.
import { api, ask, freshKey, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { type Once, seenAt } from '../../../deed/deed'

export function useReplans() {
  return useQuery({
    queryKey: listOf('replan'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/dispatch/replans', { signal })),
  })
}

export function acceptReplan(replan: Wire['ReplanShown'], visits: string[], once: Once) {
  const path = { id: replan.id }
  return ask(api.POST('/api/v1/dispatch/replans/{id}/acceptance', { params: { path, header: once }, body: { visits } }))
}

export function dismissReplan(replan: Wire['ReplanShown']) {
  const params = { path: { id: replan.id }, header: { 'Idempotency-Key': freshKey() } }
  return ask(api.POST('/api/v1/dispatch/replans/{id}/dismissal', { params, body: {} }))
}

/** Several visits at once, those that somebody has included: all or none. */
export function carryOut(body: Wire['Moves'], once: Once) {
  return ask(api.POST('/api/v1/dispatch/moves', { params: { header: once }, body }))
}

export function fetchRules(signal: AbortSignal) {
  return ask(api.GET('/api/v1/dispatch-rules', { signal }))
}

export function saveRules(body: Wire['DispatchRules'], version: number, once: Once) {
  return ask(api.PUT('/api/v1/dispatch-rules', { params: { header: seenAt(once, version) }, body }))
}
