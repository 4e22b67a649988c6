// The reports of an order or of a machine's orders, and where each can be read.
import { api, ask, keyOf, type Wire } from '@fieldloop/api'
import { language } from '@fieldloop/words'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export function useOrderReports(order: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('order', order.value, 'reports')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/orders/{id}/reports', { params: { path: { id: order.value } }, signal })),
  })
}

export function useMachineReports(asset: Ref<string>) {
  return useQuery({
    queryKey: computed(() => keyOf('asset', asset.value, 'reports')),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/assets/{id}/reports', { params: { path: { id: asset.value } }, signal })),
  })
}

/** The PDF in the language of the screen. */
export const addressOf = (report: Wire['ReportShown']) =>
  `/api/v1/orders/${report.order_id}/reports/${report.version}?lang=${language()}`
