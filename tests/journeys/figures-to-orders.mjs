// A manager reads the cockpit in English at night on a wide screen: every figure leads to the orders behind it, the inbox is narrowed by the
// server; an administrator looks as one technician sees the company; a manager hands a leaver over without being an administrator.
import assert from 'node:assert/strict'
import { fitsInWidth, listBox } from './_acts.mjs'
import { journey, large } from './_stage.mjs'

await journey('figures-to-orders', async ({ page, base, picture, api, enter }) => {
  const manager = await api('manager')
  await enter(page, 'manager')
  await page.goto(`${base}/cockpit`)
  const cell = page.locator('a.cell').first()
  await cell.waitFor()
  await fitsInWidth(page, 'the cockpit')
  await picture('1-cockpit')
  const heat = await manager('GET', '/insight/regions')
  assert.ok(heat.districts.length > 1 && heat.districts[0].opened >= heat.districts[1].opened)
  assert.equal((await cell.locator('b').innerText()).replace(/,/g, ''), String(heat.districts[0].opened))
  await cell.click()
  await page.waitForURL(/region=\d{6}/)
  await page.locator('tbody tr').first().waitFor()
  await picture('2-orders-of-a-district')

  const said = await manager('GET', '/insight/cockpit')
  await page.goBack()
  await page.locator('a.tile', { hasText: 'First-time fix' }).click()
  await page.waitForURL(/fixed_at_once=0/)
  await page.getByText('not fixed at the first visit').waitFor()
  await page.locator('main h1').waitFor()
  await picture('3-not-fixed-at-once')
  const seconds = await manager('GET', `/orders?fixed_at_once=false&finished_from_at=${encodeURIComponent(`${said.from}T00:00:00+08:00`)}&limit=200`)
  assert.equal(await page.locator('tbody tr a.order').count(), Math.min(50, seconds.items.length))

  // the stars lead to the reviews they are of, a failing product to its orders
  await page.goBack()
  await page.locator('a.tile', { hasText: 'Stars' }).click()
  await page.waitForURL(/reviews\?.*period=custom/)
  assert.ok(said.reviews > 0, 'the story has reviews')
  await page.locator('tbody tr').first().waitFor()
  const days = new URL(page.url()).searchParams
  const given = await manager('GET', `/reviews?from=${days.get('from')}&to=${days.get('to')}&limit=200`)
  assert.equal(given.items.length, Math.min(200, said.reviews), 'as many as the cockpit counts')
  await page.goto(`${base}/failures`)
  const product = page.locator('tbody a.named').first()
  const name = await product.innerText()
  await product.click()
  await page.waitForURL(/product_id=/)
  await page.locator('.chips').getByText(name).waitFor()
  await page.locator('tbody tr').first().waitFor()
  await picture('3-orders-of-a-product')

  const repairs = await manager('GET', `/orders/count?${new URLSearchParams({ product_id: new URL(page.url()).searchParams.get('product_id'), repairs: true })}`)
  const failing = (await manager('GET', '/insight/failures')).items[0]
  assert.equal(repairs.count, failing.orders, 'as many repairs as are counted, none that was called off')

  // the analyses: a figure leads to as many orders as it counts, and each of them fits the screen
  const worked = await manager('GET', '/insight/productivity')
  await page.goto(`${base}/analyses`)
  const best = page.locator('tbody tr').first()
  await best.waitFor()
  assert.ok((await best.innerText()).includes(worked.technicians[0].name))
  await fitsInWidth(page, 'the analyses')
  await picture('3-productivity')
  await best.locator('td').nth(1).locator('a').click()
  await page.waitForURL(/visited_from=/)
  await page.locator('tbody tr').first().waitFor()
  const visited = new URLSearchParams({ technician_id: worked.technicians[0].technician_id, visited_from_at: `${worked.from}T00:00:00+08:00`, visited_to_at: `${worked.to}T23:59:59.999+08:00` })
  assert.equal((await manager('GET', `/orders/count?${visited}`)).count, worked.technicians[0].orders)
  for (const of of ['areas', 'parts', 'repeats', 'satisfaction', 'margin']) {
    await page.goto(`${base}/analyses?of=${of}`)
    await page.locator('section[aria-busy="false"]').first().waitFor()
    await fitsInWidth(page, of)
    await picture(`3-${of}`)
  }
  const fitted = await manager('GET', '/insight/part-use')
  const part = fitted.parts.find((each) => each.unplanned > 0)
  assert.ok(part, 'the story has parts that nobody had foreseen')
  await page.goto(`${base}/analyses?of=parts`)
  await page.locator(`tbody a[href*="part=${encodeURIComponent(part.key)}"][href*="part_planned=0"]`).first().click()
  await page.waitForURL(/part_planned=0/)
  await page.locator('.chips').getByText('part unplanned').waitFor()
  const unplanned = new URLSearchParams({ part: part.key, part_planned: false, used_from_at: `${fitted.from}T00:00:00+08:00`, used_to_at: `${fitted.to}T23:59:59.999+08:00` })
  assert.equal((await manager('GET', `/orders/count?${unplanned}`)).count, part.unplanned)

  // the inbox: of all kinds the oldest, of one kind page by page, narrowed by words
  await page.goto(`${base}/exceptions`)
  await page.locator('tbody tr').first().waitFor()
  await fitsInWidth(page, 'the inbox')
  await picture('4-exceptions')
  const all = await manager('GET', '/insight/exceptions?limit=50')
  const [first] = all.items
  await page.getByPlaceholder('Number, words, technician, owner').fill(first.number)
  await page.waitForURL(/q=/)
  const told = await manager('GET', `/insight/exceptions?text=${first.number}`)
  await page.waitForFunction((rows) => document.querySelectorAll('tbody tr').length === rows, told.items.length)
  assert.ok(told.items.every((each) => each.number === first.number))

  // a leaver, handed over by the manager; the account is the administrator's to close
  await page.goto(`${base}/users?role=guide`)
  await page.locator('tbody tr', { hasText: '赵欣怡' }).getByRole('button', { name: 'Hand over' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('dd').first().waitFor()
  await dialog.getByText('an administrator closes the account').waitFor()
  await picture('5-handover')
  await page.keyboard.press('Escape')
  assert.equal(await page.getByRole('button', { name: 'Edit', exact: true }).count(), 0, 'accounts are not a manager’s')

  // as one technician sees it
  const admin = await api('admin')
  const technician = (await admin('GET', '/users?role=technician&limit=1')).items[0]
  await enter(page, 'admin')
  await page.goto(`${base}/users?tab=roles`)
  await page.getByRole('button', { name: 'See as this role Technician' }).click()
  await listBox(dialog, 'Whose').click()
  await page.keyboard.type(technician.name)
  await page.getByRole('option', { name: technician.name }).first().click()
  await picture('6-see-as')
  await dialog.getByRole('button', { name: 'Begin' }).click()
  await page.locator('.sight', { hasText: technician.name }).waitFor()
  await page.goto(`${base}/orders`)
  await page.locator('main h1').waitFor()
  await page.locator('tbody tr').first().waitFor()
  await picture('7-as-the-technician')
  await page.getByRole('button', { name: 'Back to myself' }).click()
  await page.waitForURL(/users/)
}, { size: large, language: 'en', dark: true })
