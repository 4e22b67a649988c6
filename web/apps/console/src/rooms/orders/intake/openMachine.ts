// Opens the file of a machine that the order shall be about, and its household's where there is none yet.
import { openAsset, openCustomer } from '../../customers'
import { siteOf, wholePhone } from './ask'
import type { Draft } from './draft'

/** Each step has a key made of the draft's: tried again, none is done twice. */
export async function openMachine(draft: Draft, category: string, name: string) {
  const key = (step: string) => ({ 'Idempotency-Key': `${draft.key}.${step}` })
  const household = draft.customer_id
    ? { id: draft.customer_id, name: draft.customer_name }
    : (
        await openCustomer(
          { name: draft.name.trim(), phone: wholePhone(draft.phone) || null, site: siteOf(draft) },
          key('household'),
        )
      ).customer
  const asset = await openAsset(
    { customer_id: household.id, site_id: draft.site_id || null, category, name, status: 'in_use' },
    key('machine'),
  )
  return { customer_id: household.id, customer_name: household.name, asset_id: asset.id, category }
}
