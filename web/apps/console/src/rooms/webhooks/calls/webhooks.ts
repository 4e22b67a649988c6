// Webhooks: the list, the kinds of event there are, and everything that is done to one.
import { api, ask, keyOf, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { type Once, seenAt } from '../../../deed/deed'

/** What is on its way changes by itself: a page that shows it looks again this often. */
export const look_ms = 5_000

type Webhook = Wire['WebhookShown']
const at = (webhook: Webhook, once: Once) => ({ path: { id: webhook.id }, header: once })

export function useWebhooks() {
  return useQuery({
    queryKey: listOf('webhook'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/webhooks', { signal })),
    refetchInterval: look_ms,
  })
}

export function useEventKinds() {
  return useQuery({
    queryKey: keyOf('event_kind', 'all'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/event-kinds', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export const openWebhook = (body: Wire['NewWebhook'], once: Once) =>
  ask(api.POST('/api/v1/webhooks', { params: { header: once }, body }))

export const changeWebhook = (webhook: Webhook, body: Wire['WebhookChange'], once: Once) =>
  ask(
    api.PATCH('/api/v1/webhooks/{id}', {
      params: { path: { id: webhook.id }, header: seenAt(once, webhook.version) },
      body,
    }),
  )

export const rotateSecret = (webhook: Webhook, once: Once) =>
  ask(api.POST('/api/v1/webhooks/{id}/secret', { params: at(webhook, once), body: {} }))

export const closeWebhook = (webhook: Webhook, once: Once) =>
  ask(api.DELETE('/api/v1/webhooks/{id}', { params: at(webhook, once), body: {} }))

export const tryWebhook = (webhook: Webhook, once: Once) =>
  ask(api.POST('/api/v1/webhooks/{id}/trial', { params: at(webhook, once), body: {} }))

export const replaySince = (webhook: Webhook, from: string, once: Once) =>
  ask(api.POST('/api/v1/webhooks/{id}/replay', { params: at(webhook, once), body: { from } }))
