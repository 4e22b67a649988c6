// What was sent to a webhook, page by page; one message with every try; sending one again.
import { api, ask, keyOf, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'
import { look_ms } from './webhooks'

const page_rows = 50

export function useDeliveries(webhook: Ref<string>, status: Ref<Wire['DeliveryStatus'] | undefined>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('webhook_delivery', webhook.value, status.value ?? '')),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/webhooks/{id}/deliveries', {
          params: { path: { id: webhook.value }, query: { status: status.value, before: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.next ? Number(last.next) : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: look_ms,
  })
}

export function useDelivery(webhook: string, id: string) {
  return useQuery({
    queryKey: keyOf('webhook_delivery', id),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/webhooks/{id}/deliveries/{delivery}', {
          params: { path: { id: webhook, delivery: id } },
          signal,
        }),
      ),
    refetchInterval: look_ms,
  })
}

export const replayDelivery = (webhook: string, id: string, once: Once) =>
  ask(
    api.POST('/api/v1/webhooks/{id}/deliveries/{delivery}/replay', {
      params: { path: { id: webhook, delivery: id }, header: once },
      body: {},
    }),
  )
