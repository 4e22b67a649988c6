// A clerk's first morning, nothing read before: a household is found, its file read, its address shown, a new order begun from it and stored.
import assert from 'node:assert/strict'
import { anOrder } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('first-morning', async ({ page, base, picture, api, enter }) => {
  const desk = await api('desk')
  const before = await anOrder(desk, { name: '章若云', address: '长兴路66号锦绣家园5号楼1203' })
  await enter(page, 'desk')
  await page.goto(`${base}/`)
  // the day begins where an order can be begun
  await page.getByRole('button', { name: 'New order' }).waitFor()
  await page.keyboard.press('?')
  await page.locator('aside.help').getByText('Order pool').first().waitFor()
  await page.keyboard.press('Escape')

  await page.locator('nav a[href="/customers"]').click()
  await page.getByPlaceholder(/phone/i).fill('章若云')
  await page.locator('tbody a', { hasText: '章若云' }).click()
  await page.getByRole('link', { name: before.number }).first().waitFor()
  await page.getByRole('button', { name: /Show the whole address/ }).click()
  await page.getByText('锦绣家园5号楼1203').waitFor()
  await picture('1-file')

  await page.getByRole('button', { name: 'New order' }).click()
  await page.locator('.file header').waitFor()
  await page.locator('#intake-described').fill('空调不制冷')
  await page.keyboard.press('Control+Enter')
  await page.locator('.saved .number').waitFor()
  await picture('2-stored')
  const orders = (await desk('GET', `/orders?customer_id=${before.customer.id}&limit=10`)).items
  assert.equal(orders.length, 2)
  assert.equal(orders.every((row) => row.customer.id === before.customer.id), true, 'both are the household’s')
}, { language: 'en' })
