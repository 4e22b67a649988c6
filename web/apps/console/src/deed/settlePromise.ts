// Says how a promise ended.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from './deed'

export function settlePromise(
  promise: Pick<Wire['PromiseShown'], 'id' | 'version'>,
  body: Wire['SettlePromise'],
  once: Once,
) {
  return ask(
    api.POST('/api/v1/promises/{id}/settlement', {
      params: { path: { id: promise.id }, header: seenAt(once, promise.version) },
      body,
    }),
  )
}
