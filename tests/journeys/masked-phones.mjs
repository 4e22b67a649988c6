// A clerk who may not reveal phones and addresses sees them masked everywhere, is offered no way to show them, and the server says no as well.
import assert from 'node:assert/strict'
import { anOrder } from './_acts.mjs'
import { journey } from './_stage.mjs'

const phone = '13987651234'

await journey('masked-phones', async ({ page, base, picture, api, enter, visitor }) => {
  const desk = await api('desk')
  const order = await anOrder(desk, { phone, name: '严守中' })
  const asked = []
  page.on('response', async (answer) => {
    if (answer.url().includes('/api/') && answer.request().method() === 'GET' && !answer.url().includes('stream')) asked.push(await answer.text().catch(() => ''))
  })
  await enter(page, 'quality')
  for (const path of [`/orders/${order.id}`, `/customers/${order.customer.id}`, '/orders', `/customers?q=${encodeURIComponent('严守')}`]) {
    await page.goto(`${base}${path}`)
    await page.locator('main').getByText('严守中').first().waitFor()
    await page.waitForTimeout(300)
    assert.equal(await page.getByRole('button', { name: 'Show the whole number', exact: false }).count(), 0, `${path} offers to show a phone`)
    assert.ok(!(await page.locator('main').innerText()).replace(/\s/g, '').includes(phone), `${path} shows the phone`)
  }
  await page.goto(`${base}/orders/${order.id}`)
  await page.getByRole('heading', { name: order.number }).waitFor()
  await picture('1-masked')
  assert.ok(!asked.some((body) => body.includes(phone)), 'what is not shown is not sent either')
  const quality = await api('quality')
  await assert.rejects(quality('POST', `/customers/${order.customer.id}/reveals`, { what: 'phone' }), /403/)
  // nor found by a part of it
  assert.equal((await quality('GET', `/customers?q=${phone.slice(3)}`)).items.length, 0)

  // the desk may, and it is written down
  const clerk = await visitor('desk')
  await clerk.goto(`${base}/customers/${order.customer.id}`)
  await clerk.locator('.phone button').first().click()
  await clerk.getByText('139 8765 1234').waitFor()
  await picture('2-revealed', clerk)
  const log = await (await api('admin'))('GET', '/audit?kind=customer.revealed&limit=5')
  assert.ok(log.items.length >= 1, 'who looked is in the log')
}, { language: 'en', dark: true })
