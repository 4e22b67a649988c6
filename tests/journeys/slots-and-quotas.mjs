// A time is promised only where somebody can keep it: at the desk with what it adds to whose way, on the customer's phone without; a dispatcher
// closes a half day, and nobody is offered it any more. A customer chooses the first appointment by the link.
import assert from 'node:assert/strict'
import { anOrder, freshPhone } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('slots-and-quotas', async ({ page, base, picture, api, enter, visitor, stranger }) => {
  const [desk, dispatcher] = await Promise.all(['desk', 'dispatcher'].map(api))
  const number = freshPhone()
  const order = await anOrder(desk, { described: '洗衣机不排水', name: '名额人家', phone: number })
  const { visits } = await desk('GET', `/orders/${order.id}`)
  const { items } = await desk('GET', `/visits/${visits[0].id}/slots`)
  const kept = items.filter((each) => each.can_be_kept)
  assert.ok(kept.length > 1, 'somebody can come')

  // the desk
  await enter(page, 'desk')
  await page.goto(`${base}/orders/${order.id}`)
  await page
    .getByRole('button', { name: /^(改约|约定上门时间)$/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('.slots .day > button').first().waitFor()
  await picture('1-desk')
  await dialog.locator('.slots .day > button:enabled').nth(1).click()
  await picture('2-desk-chosen')
  await page.keyboard.press('Escape')

  // the dispatcher closes the first part that could be kept
  const screen = await visitor('dispatcher')
  await screen.goto(`${base}/slots`)
  await screen.locator('.part').first().waitFor()
  await picture('3-capacity', screen)
  const [first] = kept
  const part = { morning: '上午', afternoon: '下午', evening: '晚上' }[first.part]
  await screen.getByRole('button', { name: `设置 ${first.day} ${part} 的名额` }).click()
  const quota = screen.getByRole('dialog')
  await quota.getByPlaceholder('例如：培训半天').fill('全员培训')
  await picture('4-quota', screen)
  await quota.getByRole('button', { name: '停约', exact: true }).click()
  await quota.waitFor({ state: 'hidden' })
  await screen.getByText('全员培训').waitFor()
  await picture('5-closed', screen)
  const after = (await desk('GET', `/visits/${visits[0].id}/slots`)).items
  assert.equal(after.find((each) => each.from_at === first.from_at).why, 'slots.closed')

  // the customer
  const { path } = await desk('POST', `/orders/${order.id}/customer-links`, {})
  const phone = await stranger()
  await phone.setViewportSize({ width: 390, height: 844 })
  await phone.goto(`${base}${path}`)
  await phone
    .getByLabel(/后四位|尾号/)
    .first()
    .fill(number.slice(-4))
  await phone.keyboard.press('Enter')
  await phone.getByRole('button', { name: /选择上门时间|改约时间/ }).click()
  await phone.locator('.hours > button').first().waitFor()
  await picture('6-customer', phone)
  await phone.locator('.hours > button:enabled').first().click()
  await phone.getByRole('button', { name: /预约这个时段|改到这个时段/ }).click()
  await phone
    .getByText(/已预约|已改约/)
    .first()
    .waitFor()
  await picture('7-customer-done', phone)

  // the desk takes another call
  await page.goto(`${base}/intake`)
  await page.getByLabel('客户描述').or(page.locator('#intake-described')).first().fill('空调不制冷')
  await page
    .getByText(/绕行|顺路/)
    .or(page.getByRole('radio', { name: /上午|下午/ }))
    .first()
    .waitFor()
  await page.waitForTimeout(600)
  await picture('8-intake')
  await screen.addInitScript(() => {
    localStorage.setItem('fieldloop.language', 'en')
    localStorage.setItem('fieldloop.dark', 'yes')
  })
  await screen.reload()
  await screen.locator('.part').first().waitFor()
  await picture('9-english-by-night', screen)
})
