// The pool's kept views: one's own, and those that colleagues show the whole company.
import { api, ask, listOf } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import { views_page } from '../pool/views'

export function useSavedViews() {
  return useQuery({
    queryKey: listOf('saved_view', views_page),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/saved-views', { params: { query: { page: views_page } }, signal })),
  })
}
