// A clerk signs in, finds an order in the pool, opens it, sees on its trail what a colleague does at that moment, and does something about it.
import assert from 'node:assert/strict'
import { journey } from './_stage.mjs'

await journey('sign-in-to-trail', async ({ page, base, picture, api, stranger }) => {
  await page.goto(`${base}/`)
  const desk = page.locator('.people button', { has: page.locator('span', { hasText: /^desk$/ }) })
  await desk.waitFor()
  await picture('1-first-page')
  await desk.click()
  await page.locator('button[type=submit]').click()

  await page.waitForURL(/\/orders/)
  const rows = page.locator('tbody tr')
  await rows.first().waitFor()
  assert.ok((await rows.count()) >= 5, 'the pool shows orders')
  await picture('2-pool')

  // a wrong password is told in words and keeps what was typed: seen from a second window
  const door = await stranger()
  await door.goto(`${base}/`)
  await door.locator('#login').fill('desk')
  await door.locator('#password').fill('not the password')
  await door.locator('button[type=submit]').click()
  await door.getByText('密码不对').waitFor()
  assert.equal(await door.locator('#login').inputValue(), 'desk')
  await door.close()

  const number = (await rows.first().locator('a.order').innerText()).trim()
  await rows.first().locator('a.order').click()
  await page.getByRole('heading', { name: number }).waitFor()
  const trail = page.locator('.trail')
  await trail.locator('li').first().waitFor()
  const before = await trail.locator('li').count()
  assert.ok(before >= 1, 'the order has a trail')
  await picture('3-order')

  // live: a colleague notes that the customer asked; the trail shows it without a reload
  const id = new URL(page.url()).pathname.split('/').pop()
  const colleague = await api('manager')
  await colleague('POST', `/orders/${id}/chases`, { channel: 'phone' })
  await page.waitForFunction((count) => document.querySelectorAll('.trail li').length > count, before, { timeout: 5_000 })
  await picture('4-live')

  // a dialog: Escape leaves it and nothing has happened; a wrong field is named in words and nothing typed is lost
  const [open] = (await colleague('GET', '/orders?phase=received,to_dispatch,dispatched,accepted&limit=1')).items
  assert.ok(open, 'an order is under way')
  await page.goto(`${base}/orders/${open.id}`)
  await page.getByRole('heading', { name: open.number }).waitFor()
  await trail.locator('li').first().waitFor()
  const deed = (word) => page.locator('.next').getByRole('button', { name: word, exact: true })
  const dialog = page.getByRole('dialog')
  await deed('修改').click()
  await dialog.getByLabel('联系人').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await deed('修改').click()
  await dialog.getByLabel('客户描述').fill('门口有台阶，请带梯子')
  await dialog.getByLabel('新的联系电话').fill('12')
  await dialog.getByRole('button', { name: '修改', exact: true }).click()
  await dialog.getByText('联系电话 不是有效的电话号码').waitFor()
  await picture('5-refused')
  await dialog.getByLabel('新的联系电话').fill('')
  await dialog.getByRole('button', { name: '修改', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })

  // it stands on the page and on the trail: what, by whom, from where
  await page.locator('blockquote', { hasText: '请带梯子' }).waitFor()
  const edited = trail.locator('li', { hasText: '修改工单' }).first()
  await edited.getByText('客户描述').waitFor()
  await edited.getByText('电脑').waitFor()

  // the live trail tells the colleague's words as well, with who may read them; the conversation has them
  await colleague('POST', `/orders/${open.id}/messages`, { audience: 'office', words: '客户下午才在家' })
  await trail.locator('li', { hasText: '留言' }).first().waitFor({ timeout: 5_000 })
  await page.getByText('客户下午才在家').waitFor()

  // the region is told by name
  await page.getByText(/^云江市 \S+区$/).waitFor()
  await picture('6-dialog')

  // and the way back to the pool
  await page.locator('nav a[href="/orders"]').click()
  await rows.first().waitFor()
})
