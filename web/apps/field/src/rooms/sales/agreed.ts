// What is agreed on when a sale is made, freely or on a quote: where it goes, what is paid down, when it is installed; and how it is sent.
import { Problem, useIntent, type Wire } from '@fieldloop/api'
import type { Wish } from '@fieldloop/offline'
import { fits } from '@fieldloop/ui/phone'
import { explain, minorOf, momentOf } from '@fieldloop/ui/words'
import { t } from '@fieldloop/words'
import { ref } from 'vue'
import { useRouter } from 'vue-router'
import { useOutbox } from '../../phone/outbox'
import { say, sayFailure } from '../../phone/say'

/** As the server has it. */
export const address_max = 500
export const reference_max = 100

export interface Agreed {
  /** An address of the household's file; empty for a new one. */
  site_id: string
  address: string
  /** As typed; nothing where nothing is paid down. */
  deposit: string
  method: Wire['PaymentMethod']
  reference: string
  install: 'now' | 'later'
  day: string
}

export const nothingAgreed = (): Agreed => ({
  site_id: '',
  address: '',
  deposit: '',
  method: 'qr',
  reference: '',
  install: 'now',
  day: '',
})

/** In 分; nothing for what is no amount. */
export const depositOf = (agreed: Agreed) => (agreed.deposit.trim() ? minorOf(agreed.deposit) : 0)

/** It goes somewhere, and no more is paid down than it costs. */
export function isAgreed(agreed: Agreed, total_minor: number): boolean {
  const deposit = depositOf(agreed)
  const goes = agreed.site_id || (agreed.address.trim() && fits(agreed.address, address_max))
  const isShort = !agreed.deposit.trim() || agreed.method === 'cash' || fits(agreed.reference, reference_max)
  return Boolean(goes) && isShort && deposit !== undefined && deposit >= 0 && deposit <= total_minor
}

export function agreedBody(agreed: Agreed, zone: string) {
  const deposit = depositOf(agreed)
  return {
    ...(agreed.site_id ? { site_id: agreed.site_id } : { site: { address: agreed.address.trim() } }),
    deposit: deposit ? { amount_minor: deposit, method: agreed.method, reference: agreed.reference.trim() } : null,
    install: agreed.install,
    ...(agreed.day && agreed.install === 'now'
      ? { wanted_from_at: momentOf(`${agreed.day}T09:00`, zone), wanted_to_at: momentOf(`${agreed.day}T18:00`, zone) }
      : {}),
  }
}

interface Way<Body> {
  send(body: Body, headers: ReturnType<typeof useIntent>['headers']): Promise<{ sale: { id: string } }>
  /** The same for the queue. */
  wish(body: Body): Wish
  /** Something that it counts on has not been sent yet. */
  isBehind?(): boolean
  /** It is sold or in the queue: what was typed is not needed any more. */
  done(): Promise<void>
}

/** Sells now, or puts it into the queue without a network, under the key of the try that may have arrived. */
export function useSelling<Body>(way: Way<Body>) {
  const router = useRouter()
  const outbox = useOutbox()
  const intent = useIntent()
  const busy = ref(false)
  const failure = ref<ReturnType<typeof explain>>()

  async function sell(body: Body) {
    if (busy.value) return
    busy.value = true
    failure.value = undefined
    try {
      if (way.isBehind?.()) return await later(body)
      const sold = await way.send(body, intent.headers)
      await done()
      await router.replace(`/sales/${sold.sale.id}`)
    } catch (thrown) {
      if (Problem.of(thrown).passing) await later(body)
      else failure.value = explain(thrown, true)
    } finally {
      busy.value = false
    }
  }
  async function later(body: Body) {
    try {
      await outbox.put({ ...way.wish(body), key: intent.headers['Idempotency-Key'], body })
      await done()
      say(t('sell.queued'))
      await router.replace('/queue')
    } catch (thrown) {
      sayFailure(thrown)
    }
  }
  async function done() {
    intent.renew()
    await way.done()
  }
  return { sell, busy, failure }
}
