// A manager of one region: cockpit, pool, people and search show that region and nothing beyond.
import assert from 'node:assert/strict'
import { anOrder, colleague } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('region-manager', async ({ page, base, picture, api, enter }) => {
  const [admin, desk] = await Promise.all(['admin', 'desk'].map(api))
  const hq = (await admin('GET', '/units')).items.find((unit) => unit.kind === 'hq')
  const region = await admin('POST', '/units', { code: 'R09', name: '滨海大区', kind: 'region', parent_id: hq.id })
  const outlet = await admin('POST', '/units', { code: 'W91', name: '滨海网点', kind: 'outlet', parent_id: region.id })
  await colleague(admin, base, { login: 'east', name: '高滨', roles: ['manager'], unit_id: region.id, scope: 'subtree' })
  const own = await anOrder(desk, { name: '海边人家' })
  const reason = (await desk('GET', '/pack')).reasons.find((each) => each.kind === 'transfer' && !each.note)
  await desk('POST', `/orders/${own.id}/transfers`, { unit_id: outlet.id, reason: reason.code })
  const foreign = (await desk('GET', '/orders?limit=50')).items.find((row) => row.id !== own.id)

  await enter(page, 'east')
  await page.goto(`${base}/orders`)
  const rows = page.locator('tbody tr')
  await rows.first().waitFor()
  assert.deepEqual((await rows.locator('a.order').allInnerTexts()).map((each) => each.trim()), [own.number])
  await picture('1-pool')

  await page.goto(`${base}/cockpit`)
  await page.locator('main h1').waitFor()
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await picture('2-cockpit')
  const east = await api('east')
  const [seen, whole] = [await east('GET', '/insight/cockpit'), await (await api('manager'))('GET', '/insight/cockpit')]
  const sum = (told) => told.phases.reduce((all, each) => all + each.count, 0)
  assert.equal(sum(seen), 1, 'the cockpit counts the region’s one order')
  assert.ok(sum(whole) > 1)

  // a foreign order by its address and by search
  await page.goto(`${base}/orders/${foreign.id}`)
  await page.getByText('没有').first().waitFor()
  assert.ok(!(await page.content()).includes(foreign.number))
  await page.keyboard.press('Control+k')
  await page.keyboard.type(foreign.number)
  await page.getByText('没有找到').waitFor()
  await picture('3-not-found')
  await page.keyboard.press('Escape')
  // nor people of other regions
  await page.goto(`${base}/technicians`)
  await page.locator('main h1').waitFor()
  assert.equal((await east('GET', '/technicians?limit=50')).items.length, 0)
  assert.equal((await east('GET', '/users?limit=50')).items.every((user) => [region.id, outlet.id].includes(user.unit_id)), true)
})
