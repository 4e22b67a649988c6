// What was asked for an order through payment providers, and what is done with it.
import { api, ask, keyOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'

export function usePaymentRequests(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('order', id.value, 'payment-requests')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/orders/{id}/payment-requests', { params: { path: { id: id.value } }, signal })),
  })
}

export const askForPayment = (order_id: string, body: Wire['AskForPayment'], once: Once) =>
  ask(api.POST('/api/v1/orders/{id}/payment-requests', { params: { path: { id: order_id }, header: once }, body }))

export const lookUpPayment = (id: string, once: Once) =>
  ask(api.POST('/api/v1/payment-requests/{id}/look-up', { params: { path: { id }, header: once }, body: {} }))

export const callOffPayment = (id: string, once: Once) =>
  ask(api.POST('/api/v1/payment-requests/{id}/closing', { params: { path: { id }, header: once }, body: {} }))

export const giveBackPayment = (id: string, body: Wire['GiveBack'], once: Once) =>
  ask(api.POST('/api/v1/payment-requests/{id}/refunds', { params: { path: { id }, header: once }, body }))
