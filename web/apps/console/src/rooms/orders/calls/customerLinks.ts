// The links by which an order's customer follows it: the list, and a new one.
import { api, ask, keyOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'

export function useCustomerLinks(order: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('order', order.value, 'customer_links')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/orders/{id}/customer-links', { params: { path: { id: order.value } }, signal })),
  })
}

export const linkCustomer = (order: string, header: Once) =>
  ask(api.POST('/api/v1/orders/{id}/customer-links', { params: { path: { id: order }, header }, body: {} }))
