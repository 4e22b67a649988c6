// What somebody has to look at now; whose it is, what is done next, and that it is settled.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { type Once, seenAt } from '../../../deed/deed'

/** So many of each kind are told of at once, and so many on a page of one kind. */
const each_kind = 50

export interface ExceptionsAsked {
  state?: Wire['ExceptionState']
  owner_id?: string
  unit_id?: string
  text?: string
}

const told = (query: ExceptionsAsked & { kind?: Wire['ExceptionKind']; after?: string }, signal: AbortSignal) =>
  ask(api.GET('/api/v1/insight/exceptions', { params: { query: { ...query, limit: each_kind } }, signal }))

/** All kinds, the longest-standing of each. */
export function useExceptions(asked: Ref<ExceptionsAsked>) {
  return useQuery({
    queryKey: computed(() => listOf('order', 'exceptions', asked.value)),
    queryFn: ({ signal }) => told(asked.value, signal),
    placeholderData: keepPreviousData,
  })
}

/** One kind, page by page. */
export function useExceptionsOf(kind: Ref<Wire['ExceptionKind'] | undefined>, asked: Ref<ExceptionsAsked>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('order', 'exceptions_of', kind.value, asked.value)),
    queryFn: ({ pageParam, signal }) => told({ ...asked.value, kind: kind.value, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: () => Boolean(kind.value),
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
