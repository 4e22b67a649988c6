// Two dispatchers want one technician at one time: the database refuses the second, and the page says who is there first.
import assert from 'node:assert/strict'
import { anOrder, colleague } from './_acts.mjs'
import { journey, large } from './_stage.mjs'

await journey('double-booking', async ({ page, base, picture, api, enter }) => {
  const [admin, desk] = await Promise.all(['admin', 'desk'].map(api))
  const hq = (await admin('GET', '/units')).items.find((unit) => unit.kind === 'hq')
  await colleague(admin, base, { login: 'dispatcher2', name: '李秋云', roles: ['dispatcher'], unit_id: hq.id })
  const other = await api('dispatcher2')
  const [mine, theirs] = [await anOrder(desk, { name: '甲客户' }), await anOrder(desk, { name: '乙客户' })]
  const wanted = mine.visits[0].id

  // a board that the network told nothing since it was opened
  await enter(page, 'dispatcher')
  await page.route('**/api/v1/stream*', (route) => route.abort())
  await page.goto(`${base}/dispatch`)
  await page.getByRole('button', { name: '直接指派' }).click()
  await page.getByPlaceholder('单号、内容、区域').fill(mine.number)
  await page.locator(`[data-waiting="${wanted}"]`).click()
  await page.locator('.people .who').first().waitFor()
  await page.getByRole('button', { name: '放到时间轴上' }).click()
  await page.locator('.ghost, .bar.hover, [data-ghost]').first().waitFor({ timeout: 3_000 }).catch(() => undefined)
  await picture('1-in-hand')

  // meanwhile somebody else takes everybody's same hour for another customer
  const best = (await other('GET', `/visits/${wanted}/recommendations`)).candidates[0]
  await other('POST', `/visits/${theirs.visits[0].id}/assignment`, {
    technician_id: best.technician_id, planned_from_at: best.planned_from_at, override_reason: '客户指定',
  })

  await page.keyboard.press('Enter')
  const reason = page.getByRole('dialog')
  const note = page.locator('.side .note')
  await reason.or(note).first().waitFor()
  if (await reason.isVisible()) {
    await reason.getByLabel('理由').fill('客户只有这个时间')
    await reason.getByRole('button', { name: '指派' }).click()
  }
  await note.waitFor()
  const told = await note.innerText()
  await picture('2-refused')
  assert.ok(told.includes(theirs.number), `the refusal names the visit that is there first: ${told}`)
  assert.match(told, /没有改动/, 'it says that nothing was changed')

  // nothing was booked twice, and the way to the other visit is a press away
  const day = best.planned_from_at.slice(0, 10)
  const board = await other('GET', `/board?from=${day}&to=${day}&limit=200`)
  const booked = board.items.find((row) => row.technician_id === best.technician_id).visits
  assert.ok(!booked.some((visit) => visit.visit_id === wanted), 'the visit was not booked')
  await note.getByRole('button', { name: new RegExp(theirs.number) }).click()
  await picture('3-the-other')
}, { size: large, dark: true })
