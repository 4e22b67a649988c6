// A payment that the customer makes with their own phone, asked for and followed on the network: nothing of it can wait in the queue.
import { api, ask, type Intent, keyOf, type Wire } from '@fieldloop/api'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

const closely_ms = 2_500

export const isOpen = (request: Wire['PaymentRequestShown'] | undefined) =>
  request?.status === 'asking' || request?.status === 'waiting'

/** What can be paid by code, and how the newest request stands; `watching` while somebody looks at the code. */
export function useCode(order_id: () => string, watching: Ref<boolean>) {
  const queries = useQueryClient()
  const key = () => keyOf('order', order_id(), 'payment-requests')
  const query = useQuery({
    queryKey: computed(key),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/orders/{id}/payment-requests', { params: { path: { id: order_id() } }, signal })),
    enabled: computed(() => Boolean(order_id())),
    retry: 1,
    // the live stream may be asleep in somebody's pocket
    refetchInterval: ({ state }) => (watching.value && isOpen(state.data?.requests[0]) ? closely_ms : false),
  })
  const request = computed(() => query.data.value?.requests[0])
  const offers = computed(() => query.data.value?.offers ?? [])
  async function askFor(provider: Wire['PaymentProvider'] | undefined, headers: Intent['headers']) {
    const answer = await ask(
      api.POST('/api/v1/orders/{id}/payment-requests', {
        params: { path: { id: order_id() }, header: headers },
        body: { provider },
      }),
    )
    queries.setQueryData(key(), answer)
  }
  return { query, request, offers, askFor }
}
