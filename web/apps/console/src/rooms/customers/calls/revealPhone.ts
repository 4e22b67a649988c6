// The whole number of a masked phone; the server writes down who asked for it and from which order.
import { api, ask, freshKey, type Wire } from '@fieldloop/api'

/** The customer's own, or a contact's. */
export async function revealPhone(
  customer: string,
  of: Pick<Wire['Reveal'], 'order_id' | 'contact_id'> = {},
): Promise<string | null | undefined> {
  const call = api.POST('/api/v1/customers/{id}/reveals', {
    params: { path: { id: customer }, header: { 'Idempotency-Key': freshKey() } },
    body: { what: 'phone', ...of },
  })
  return (await ask(call)).value
}
