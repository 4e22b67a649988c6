// An order goes from one outlet to another: who gets it sees it from then on, who had it keeps reading and changes nothing.
import assert from 'node:assert/strict'
import { anOrder, choose } from './_acts.mjs'
import { journey, large } from './_stage.mjs'

await journey('transfer-between-outlets', async ({ page, base, picture, api, enter, visitor }) => {
  const [admin, desk, provider] = await Promise.all(['admin', 'desk', 'provider'].map(api))
  const units = (await admin('GET', '/units')).items
  const me = await provider('GET', '/session')
  const theirs = units.find((unit) => unit.id === me.unit_id)
  const { districts } = await desk('GET', '/map')
  let order
  for (const district of districts) {
    order = await anOrder(desk, { region: district.code, name: '吴桂芳' })
    if (order.unit_id && order.unit_id !== theirs.id) break
  }
  assert.notEqual(order.unit_id, theirs.id, 'the order belongs to another outlet')
  const before = units.find((unit) => unit.id === order.unit_id)

  // the outlet does not know of it
  const outlet = await visitor('provider')
  await outlet.goto(`${base}/orders/${order.id}`)
  await outlet.getByText(/not found|does not exist|no such/i).first().waitFor()
  assert.ok(!(await outlet.content()).includes(order.number))
  await picture('1-not-theirs', outlet)

  // the desk hands it over
  await enter(page, 'desk')
  await page.goto(`${base}/orders/${order.id}`)
  await page.locator('.next').getByRole('button', { name: 'Transfer' }).click()
  const dialog = page.getByRole('dialog')
  await choose(dialog, /outlet/i, theirs.name)
  const reason = (await desk('GET', '/pack')).reasons.find((each) => each.kind === 'transfer' && !each.note)
  await choose(dialog, 'Reason', reason.name.en)
  await dialog.getByRole('button', { name: 'Transfer' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await picture('2-handed-over')

  // now it is in their pool, and they may work with it
  await outlet.goto(`${base}/orders?q=${order.number}`)
  await outlet.locator('tbody tr', { hasText: order.number }).waitFor()
  await outlet.goto(`${base}/orders/${order.id}`)
  await outlet.getByRole('heading', { name: order.number }).waitFor()

  // given back: still readable, no longer theirs to change
  await desk('POST', `/orders/${order.id}/transfers`, { unit_id: before.id, reason: reason.code })
  await outlet.reload()
  await outlet.getByRole('heading', { name: order.number }).waitFor()
  await picture('3-read-only', outlet)
  await assert.rejects(provider('POST', `/orders/${order.id}/holds`, { reason: 'customer_away' }), /40[349]/, 'who had it changes nothing')
  const offered = await outlet.locator('.next').getByRole('button').allInnerTexts()
  console.log(`offered to the outlet that had it: ${offered.join(', ') || 'nothing'}`)
}, { size: large, language: 'en', dark: true })
