// A whole address, for who reads it back to the caller; the server writes down who asked and from which order.
import { api, ask, freshKey } from '@fieldloop/api'

export async function revealAddress(customer: string, site_id: string, order_id?: string): Promise<string> {
  const call = api.POST('/api/v1/customers/{id}/reveals', {
    params: { path: { id: customer }, header: { 'Idempotency-Key': freshKey() } },
    body: { what: 'address', site_id, order_id },
  })
  return (await ask(call)).value ?? ''
}
