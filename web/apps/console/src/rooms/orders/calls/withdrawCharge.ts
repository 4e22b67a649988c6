// Takes a line back that is not in the ledger yet.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function withdrawCharge(id: string, body: Wire['Withdraw'], once: Once) {
  return ask(
    api.POST('/api/v1/charges/{id}/withdrawal', {
      params: { path: { id }, header: once },
      body,
    }),
  )
}
