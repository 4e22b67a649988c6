// Ends a customer's link, whatever it leads to.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export const revokeCustomerLink = (link: Wire['CustomerLinkShown'], once: Once) =>
  ask(
    api.POST('/api/v1/customer-links/{id}/revocation', {
      params: { path: { id: link.id }, header: seenAt(once, link.version) },
      body: {},
    }),
  )
