// Statuses of webhooks and messages with their colours, and the last answer in words.
import type { Wire } from '@fieldloop/api'
import type { Tone } from '@fieldloop/ui'
import { code } from '@fieldloop/words'

const webhook_tones: Record<Wire['WebhookStatus'], Tone> = { active: 'done', paused: 'hold', closed: 'closed' }
const delivery_tones: Record<Wire['DeliveryStatus'], Tone> = { waiting: 'waiting', delivered: 'done', given_up: 'late' }

export const webhookShown = (status: Wire['WebhookStatus']) => ({
  tone: webhook_tones[status],
  label: code('webhook_status', status),
})
export const deliveryShown = (status: Wire['DeliveryStatus']) => ({
  tone: delivery_tones[status],
  label: code('delivery_status', status),
})

/** `200`, or why there was none; nothing before the first try. */
export function answerText(status?: number | null, failure?: string | null): string {
  if (typeof status === 'number') return String(status)
  return failure ? code('delivery_failure', failure) : ''
}
