// The service reports of an order, asked for over the network alone: a PDF is not kept on the phone.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export function useReports(order: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('order', order.value, 'reports')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/orders/{id}/reports', { params: { path: { id: order.value } }, signal })),
  })
}

export const issueReport = (order: string, header: { 'Idempotency-Key': string }) =>
  ask(api.POST('/api/v1/orders/{id}/reports', { params: { path: { id: order }, header }, body: {} }))
