// Orders by number, name or phone, for choosing one of them.
import { api, ask } from '@fieldloop/api'

const found_max = 10

export async function searchOrders(text: string, signal?: AbortSignal) {
  return (await ask(api.GET('/api/v1/orders', { params: { query: { text, limit: found_max } }, signal }))).items
}
