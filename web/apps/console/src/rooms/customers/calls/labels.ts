// The codes of machines' labels; printing again gives the same ones.
import { api, ask, freshKey } from '@fieldloop/api'

export async function labelsOf(asset_ids: string[]) {
  const header = { 'Idempotency-Key': freshKey() }
  return (await ask(api.POST('/api/v1/asset-labels', { params: { header }, body: { asset_ids } }))).items
}
