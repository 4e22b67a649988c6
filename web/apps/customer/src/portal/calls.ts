// What the customer's pages ask the server for, by the link.
import { api, ask, freshKey, type Wire } from '@fieldloop/api'
import { link, tokenOf } from '../link'

api.use({
  onRequest({ request }) {
    if (link.value) request.headers.set('Authorization', `Bearer ${tokenOf(link.value)}`)
    return request
  },
})

/** Sent with every change: the same key through all retries of one wish. */
export interface Once {
  'Idempotency-Key': string
}

export const readPortal = () => ask(api.GET('/api/v1/portal'))
/** Open to everybody: also to whoever's link has ended. */
export const whomToCall = (company: string) =>
  ask(api.GET('/api/v1/portal/service-line/{company}', { params: { path: { company } } }))
export const readWindows = () => ask(api.GET('/api/v1/portal/windows'))
export const readMachines = () => ask(api.GET('/api/v1/portal/machines'))
export const readForm = (query: { type?: string; category?: string; fault?: string; region?: string }) =>
  ask(api.GET('/api/v1/portal/form', { params: { query } }))

export const sayDigits = (last_four: string) =>
  ask(
    api.POST('/api/v1/portal/digits', {
      // a lost answer is asked for anew, as it is given once
      params: { header: { 'Idempotency-Key': freshKey() } },
      body: { last_four },
    }),
  )

export const readPayment = () => ask(api.GET('/api/v1/portal/payment'))
export const askToPay = (body: Wire['AskForPayment'], once: Once) =>
  ask(api.POST('/api/v1/portal/payment', { params: { header: once }, body }))

export const reschedule = (body: Wire['OtherWindow'], once: Once) =>
  ask(api.POST('/api/v1/portal/appointment', { params: { header: once }, body }))
export const cancel = (body: Wire['CallOffByCustomer'], once: Once) =>
  ask(api.POST('/api/v1/portal/cancellation', { params: { header: once }, body }))
export const write = (body: Wire['CustomerWords'], once: Once) =>
  ask(api.POST('/api/v1/portal/messages', { params: { header: once }, body }))
export const complain = (body: Wire['CustomerWords'], once: Once) =>
  ask(api.POST('/api/v1/portal/complaints', { params: { header: once }, body }))
export const approve = (body: Wire['YesToPrice'], prices: number, once: Once) =>
  ask(
    api.POST('/api/v1/portal/price-approval', {
      params: { header: { ...once, 'Fieldloop-Seen': `prices=${prices}` } },
      body,
    }),
  )
export const review = (body: Wire['CustomerReview'], once: Once) =>
  ask(api.POST('/api/v1/portal/review', { params: { header: once }, body }))
export const request = (body: Wire['Request'], once: Once) =>
  ask(api.POST('/api/v1/portal/requests', { params: { header: once }, body }))
export const replyToQuote = (body: Wire['CustomerReply'], once: Once) =>
  ask(api.POST('/api/v1/portal/quote-reply', { params: { header: once }, body }))
