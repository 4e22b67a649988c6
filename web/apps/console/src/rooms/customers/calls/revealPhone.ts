// The whole number of a masked phone; the server writes down who asked for it and from which order.
import { api, ask, freshKey } from '@fieldloop/api'

export async function revealPhone(customer: string, order_id?: string): Promise<string | null | undefined> {
  const call = api.POST('/api/v1/customers/{id}/reveals', {
    params: { path: { id: customer }, header: { 'Idempotency-Key': freshKey() } },
    body: { what: 'phone', order_id },
  })
  return (await ask(call)).value
}
