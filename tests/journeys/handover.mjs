// A guide leaves: customers and sales go to a colleague in one step, the account is closed, and nothing is looked after by nobody.
import assert from 'node:assert/strict'
import { colleague, listBox } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('handover', async ({ page, base, picture, api, enter }) => {
  const [admin, guide] = await Promise.all(['admin', 'guide'].map(api))
  const leaver = await guide('GET', '/session')
  const next = await colleague(admin, base, { login: 'guide2', name: '苏晴', roles: ['guide'], unit_id: leaver.unit_id })
  await guide('POST', '/customers', { name: '回头客', phone: '13911112222' })
  const theirs = (await admin('GET', `/customers?guide_id=${leaver.user_id}&limit=200`)).items.length
  assert.ok(theirs > 0)

  await enter(page, 'admin')
  await page.goto(`${base}/users?role=guide`)
  const row = page.locator('tbody tr', { hasText: '赵欣怡' })
  await row.getByRole('button', { name: '离职交接' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('dd').first().waitFor()
  assert.equal(Number(await dialog.locator('dd').first().innerText()), theirs, 'it says beforehand what will move')
  await listBox(dialog, '接手人').click()
  const offered = await page.getByRole('option').allInnerTexts()
  assert.ok(!offered.some((each) => each.includes('陈晓梅')), 'who does not sell cannot take customers over')
  await page.getByRole('option', { name: /苏晴/ }).click()
  await picture('1-what-will-move')
  await dialog.getByRole('button', { name: '离职交接' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.locator('.fl-told').getByText(`客户 ${theirs} 位`).waitFor()
  await picture('2-done')
  assert.equal((await admin('GET', `/customers?guide_id=${next.id}&limit=200`)).items.length, theirs)
  await assert.rejects(api('guide'), /401|422|403/, 'the leaver signs in no more')

  // a technician who is on the way has to finish first
  const [busy] = (await admin('GET', '/visits?open=true&status=departed&limit=1')).items.concat((await admin('GET', '/visits?open=true&status=working&limit=1')).items)
  if (busy) {
    const name = busy.visit.crew[0].name
    await page.goto(`${base}/users?role=technician&q=${encodeURIComponent(name)}`)
    await page.locator('tbody tr', { hasText: name }).getByRole('button', { name: '离职交接' }).click()
    await dialog.getByText('先完工再交接').waitFor()
    await picture('3-under-way')
  }
})
