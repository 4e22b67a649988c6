// What the dialog of a customer's links needs of the query that lists them.
import type { Wire } from '@fieldloop/api'
import type { Ref } from 'vue'

export interface LinksAsked {
  data: Ref<{ items: Wire['CustomerLinkShown'][] } | undefined>
  isPending: Ref<boolean>
  error: Ref<unknown>
  refetch: () => Promise<unknown>
}
