// The customer moves the appointment on a phone while the dispatcher drags the same visit over the board: one of the two holds, the other
// is told so, nothing is lost, and the technician's phone says the new time.
import assert from 'node:assert/strict'
import { anOrder, asCustomer, choose, dayIn, freshPhone, give, twoWhoCan } from './_acts.mjs'
import { journey } from './_stage.mjs'

const phone_size = { width: 390, height: 844 }

await journey('moved-while-dragged', async ({ page, base, picture, api, enter, visitor, stranger }) => {
  const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
  const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
  const [lead] = await twoWhoCan(base, admin, dispatcher)
  const phone = freshPhone()
  const order = await anOrder(desk, { name: '孟繁星', phone, unit_id: lead.unit_id })
  const visit = order.visits[0].id
  const planned = await give(dispatcher, visit, [lead], Date.parse(now) + 3_600_000)

  // the technician and the customer look at it on their phones
  const technician = await visitor(lead.login)
  const customer = await stranger()
  for (const each of [technician, customer]) await each.setViewportSize(phone_size)
  await technician.goto(`${base}/field/today`)
  await technician.locator('.days').waitFor()
  await asCustomer(customer, base, desk, order.id, phone)
  await customer.getByRole('button', { name: '改约时间' }).click()
  await customer.locator('.hours button:not([disabled])').first().waitFor()

  // the dispatcher takes the bar and holds it
  await enter(page, 'dispatcher')
  const day = dayIn(planned.planned_from_at)
  await page.goto(`${base}/dispatch?day=${day}`)
  await page.getByLabel('找师傅').fill(lead.name)
  const bar = page.locator(`[data-visit="${visit}"]`)
  await page.getByText('1 位师傅').waitFor()
  await bar.waitFor()
  const box = await bar.boundingBox()
  await page.mouse.move(box.x + 6, box.y + box.height / 2)
  await page.mouse.down()
  for (let by = 5; by <= 120; by += 5) await page.mouse.move(box.x + 6 + by, box.y + box.height / 2)
  await picture('1-in-hand')

  // meanwhile the customer chooses
  const free = customer.locator('.hours button:not([disabled])')
  await free.nth(Math.min(3, (await free.count()) - 1)).click()
  await customer.locator('form footer button').click()
  await customer.getByText('已改约').first().waitFor()
  await picture('2-customer-has-moved', customer)
  const told = (await dispatcher('GET', `/visits/${visit}`)).visit

  // dropped: said before anything is changed, and the customer's time stands
  await page.mouse.up()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  const reason = (await dispatcher('GET', '/pack')).reasons.find((each) => each.kind === 'reschedule' && !each.note && !each.evidence)
  await choose(dialog, /原因|理由/, reason.name.zh)
  await dialog.getByRole('button', { name: '改约', exact: true }).click()
  await dialog.getByRole('alert').first().waitFor()
  const words = await dialog.getByRole('alert').allInnerTexts()
  console.log(`the dispatcher reads: ${words.join(' ').replace(/\s+/g, ' ')}`)
  await picture('3-dispatcher-is-told')
  const stands = (await dispatcher('GET', `/visits/${visit}`)).visit
  assert.equal(stands.window_from_at, told.window_from_at, 'what the customer chose stands')
  assert.equal(stands.window_version, told.window_version, 'and was not changed again')

  // the technician's phone says it by itself
  await technician.getByText(/改约到/).first().waitFor({ timeout: 20_000 })
  await technician.getByText(order.number).first().waitFor()
  await picture('4-technician', technician)
  await technician.getByRole('button', { name: '知道了' }).click()
  await technician.getByText(/改约到/).waitFor({ state: 'hidden' })

  // and when they are taken off it, that as well
  await dispatcher('POST', `/visits/${visit}/withdrawal`, { note: '换人' })
  await technician.getByText('已不由您负责').waitFor({ timeout: 60_000 })
  await picture('5-taken-off', technician)
})
