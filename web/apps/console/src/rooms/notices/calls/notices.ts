// The outbox page by page, newest first; the texts and their changes.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Once } from '../../../deed/deed'

const page_rows = 50
const again_ms = 10_000

export interface NoticeFilter {
  code?: Wire['NoticeCode']
  status?: Wire['NoticeStatus']
  channel?: Wire['NoticeChannel']
}

export function useNotices(filter: Ref<NoticeFilter>) {
  return useInfiniteQuery({
    queryKey: computed(() => listOf('notice', filter.value)),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/notices', {
          params: { query: { ...filter.value, after: pageParam, limit: page_rows } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    // made a moment after the event that they tell of
    refetchInterval: again_ms,
  })
}

export function useNoticeTexts() {
  return useQuery({
    queryKey: listOf('notice_text'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/notice-texts', { signal })),
  })
}

export const putText = (text: Wire['NoticeTextShown'], body: Wire['PutNoticeText'], once: Once) =>
  ask(
    api.PUT('/api/v1/notice-texts/{code}', {
      params: { path: { code: text.code }, header: { ...once, 'If-Match': String(text.version) } },
      body,
    }),
  )

export const resetText = (text: Wire['NoticeTextShown'], once: Once) =>
  ask(api.DELETE('/api/v1/notice-texts/{code}', { params: { path: { code: text.code }, header: once }, body: {} }))

export const resend = (notice: Wire['NoticeShown'], once: Once) =>
  ask(api.POST('/api/v1/notices/{id}/sending', { params: { path: { id: notice.id }, header: once }, body: {} }))
