// What somebody has to look at now; whose it is, what is done next, and that it is settled.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref, ref } from 'vue'
import { type Once, seenAt } from '../../../deed/deed'

/** The most of a kind that the server tells of at once. */
const each_kind_max = 200

export interface ExceptionsAsked {
  state?: Wire['ExceptionState']
  owner_id?: string
}

export function useExceptions(asked: Ref<ExceptionsAsked> = ref({})) {
  return useQuery({
    queryKey: computed(() => listOf('order', 'exceptions', asked.value)),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/insight/exceptions', {
          params: { query: { ...asked.value, limit: each_kind_max } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

type Exception = Wire['Exception']
const which = ({ kind, order_id, visit_id, since }: Exception) => ({
  kind,
  order_id,
  visit_id: visit_id ?? null,
  since,
})
/** Of one that nobody has handled yet the version is 0. */
const seen = (of: Exception, once: Once) => ({ header: seenAt(once, of.case?.version ?? 0) })

export const handleException = (
  of: Exception,
  body: Pick<Wire['HandleException'], 'owner_id' | 'next_step' | 'next_step_at'>,
  once: Once,
) => ask(api.POST('/api/v1/insight/exceptions/handling', { params: seen(of, once), body: { ...which(of), ...body } }))

export const settleException = (of: Exception, body: { note?: string; reopen?: boolean }, once: Once) =>
  ask(api.POST('/api/v1/insight/exceptions/settling', { params: seen(of, once), body: { ...which(of), ...body } }))
