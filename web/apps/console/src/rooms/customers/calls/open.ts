// Opens a household's file, or finds the one with this phone; opens a machine's file.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function openCustomer(body: Wire['NewCustomer'], header: Once) {
  return ask(api.POST('/api/v1/customers', { params: { header }, body }))
}

export function openAsset(body: Wire['NewAsset'], header: Once) {
  return ask(api.POST('/api/v1/assets', { params: { header }, body }))
}
