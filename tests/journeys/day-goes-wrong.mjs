// A technician falls ill in the middle of the day: the dispatcher is shown on the board what could change, looks at it, accepts, and the
// visit is somebody else's. Then the whole day is planned with what is booked, and the administrator sees what is done by rule.
import assert from 'node:assert/strict'
import { anOrder, dayIn, give, twoWhoCan } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('day-goes-wrong', async ({ page, base, picture, api, enter }) => {
  const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
  const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
  const [ill] = await twoWhoCan(base, admin, dispatcher)
  const order = await anOrder(desk, { name: '孟繁星', unit_id: ill.unit_id })
  const visit = order.visits[0].id
  await give(dispatcher, visit, [ill], Date.parse(now) + 3_600_000)

  await enter(page, 'dispatcher')
  await page.goto(`${base}/dispatch`)
  await page.locator('.sheet').waitFor()
  await dispatcher('PUT', '/shifts', {
    days: [{ technician_id: ill.id, day: dayIn(now), work: ['08:00-18:00'], leave: ['08:00-18:00'] }],
  })
  const bar = page.locator('.replans li', { hasText: ill.name })
  await bar.waitFor()
  await picture('1-proposed')
  await bar.getByRole('button', { name: '看建议' }).click()
  const dialog = page.getByRole('dialog')
  const line = dialog.locator('li', { hasText: order.number })
  await line.waitFor()
  await picture('2-changes')
  await dialog.getByRole('button', { name: /^采纳选中的/ }).click()
  await dialog.waitFor({ state: 'hidden' })
  await bar.waitFor({ state: 'hidden' })
  const after = await dispatcher('GET', `/visits/${visit}`)
  const lead = JSON.stringify(after)
  assert.ok(
    !lead.includes(`"technician_id":"${ill.id}","role":"lead"`) || lead.includes('released'),
    'somebody else goes',
  )

  await page.getByRole('button', { name: '整日排程' }).click()
  await dialog.getByText('也调整已排的').click()
  await dialog.getByText(/^全天路上|没有要改的/).waitFor()
  await picture('3-with-what-is-booked')

  await enter(page, 'admin')
  await page.addInitScript(() => {
    localStorage.setItem('fieldloop.language', 'en')
    localStorage.setItem('fieldloop.dark', 'yes')
  })
  await page.goto(`${base}/dispatch`)
  await page.getByRole('button', { name: 'Automatic dispatch' }).click()
  await page.getByText('When something happens in the day').waitFor()
  await picture('4-rules-by-night')
})
