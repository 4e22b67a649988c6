// By which channels notices go out, and where a customer is reached by those that need more than a phone.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { type Once, seenAt } from '../../../deed/deed'

export type Channel = Wire['NoticeChannelShown']

export function useChannels() {
  return useQuery({
    queryKey: listOf('notice_channel'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/notice-channels', { signal })),
  })
}

export const putChannel = (channel: Channel, body: Wire['PutNoticeChannel'], once: Once) =>
  ask(
    api.PUT('/api/v1/notice-channels/{channel}', {
      params: { path: { channel: channel.channel }, header: seenAt(once, channel.version) },
      body,
    }),
  )

export function useAddresses(customer: string) {
  return useQuery({
    queryKey: computed(() => listOf('notice_address', { customer })),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/customers/{id}/notice-addresses', { params: { path: { id: customer } }, signal })),
  })
}

export const putAddress = (customer: string, channel: Wire['NoticeChannel'], address: string, once: Once) =>
  ask(
    api.PUT('/api/v1/customers/{id}/notice-addresses/{channel}', {
      params: { path: { id: customer, channel }, header: once },
      body: { address },
    }),
  )
