// A clerk signs in, finds an order in the pool, opens it, and sees on its trail what a colleague does at that moment.
import assert from 'node:assert/strict'
import { journey } from './_stage.mjs'

await journey('sign-in-to-trail', async ({ page, base, picture, api }) => {
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
  const other = await page.context().browser().newContext({ locale: 'zh-CN' })
  const door = await other.newPage()
  await door.goto(`${base}/`)
  await door.locator('#login').fill('desk')
  await door.locator('#password').fill('not the password')
  await door.locator('button[type=submit]').click()
  await door.getByText('密码不对').waitFor()
  assert.equal(await door.locator('#login').inputValue(), 'desk')
  await other.close()

  const number = (await rows.first().locator('a.number').innerText()).trim()
  await rows.first().locator('a.number').click()
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

  // another language, and the way back
  await page.goBack()
  await rows.first().waitFor()
})
