// Without a mouse: sign in, find an order, count a chase, send a visit from the board, read the help, leave.
import assert from 'node:assert/strict'
import { anOrder, tabTo } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('keyboard-only', async ({ page, base, picture, api }) => {
  const desk = await api('desk')
  const order = await anOrder(desk, { name: '纪明' })
  const { company, password } = await (await fetch(`${base}/api/v1/welcome`)).json()
  const keys = page.keyboard

  await page.goto(`${base}/`)
  await page.locator('#login').waitFor()
  await page.waitForFunction((said) => document.querySelector('#company')?.value === said, company)
  await tabTo(page, '用户名').catch(() => page.locator('#login').focus())
  if ((await page.evaluate(() => document.activeElement?.id)) !== 'login') await page.locator('#login').focus()
  await keys.type('dispatcher')
  await keys.press('Tab')
  await keys.type(password)
  await keys.press('Enter')
  await page.waitForURL(/\/dispatch/)

  // to the order by search
  await keys.press('Control+k')
  await page.locator('dialog[open] input:focus').waitFor()
  await keys.type(order.number)
  await page.locator('dialog[open]').getByText(order.number).first().waitFor()
  await keys.press('Enter')
  await page.getByRole('heading', { name: order.number }).waitFor()

  // a chase
  await tabTo(page, '催单')
  await keys.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'))
  await keys.type('客户问什么时候来')
  await tabTo(page, '催单')
  await keys.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('催单 1 次').first().waitFor()
  await picture('1-chased')

  // help, and away again
  await keys.press('?')
  await page.locator('aside.help').waitFor()
  await keys.press('Escape')
  await page.locator('aside.help').waitFor({ state: 'hidden' })

  // the board: search what waits, choose it, send it to the best
  await keys.press('Control+k')
  await page.locator('dialog[open] input:focus').waitFor()
  await keys.type('调度台')
  await page.locator('dialog[open]').getByText('调度台').first().waitFor()
  await keys.press('Enter')
  await page.waitForURL(/\/dispatch/)
  await page.locator('[data-waiting]').first().waitFor()
  await tabTo(page, '单号、内容、区域')
  await keys.type(order.number)
  await page.waitForFunction(() => document.querySelectorAll('[data-waiting]').length === 1)
  await keys.press('ArrowDown')
  await keys.press('Enter')
  await page.locator('.people .who').first().waitFor()
  await page.waitForFunction(() => document.activeElement?.classList.contains('who'))
  await picture('2-who-goes')
  await keys.press('Enter')
  await page.locator('.notices li', { hasText: order.number }).waitFor()
  assert.equal((await desk('GET', `/orders/${order.id}`)).phase, 'dispatched')

  // what has the focus is always to be seen
  const unseen = []
  for (let pressed = 0; pressed < 30; pressed++) {
    await keys.press('Tab')
    const found = await page.evaluate(() => {
      const it = document.activeElement
      if (!it || it === document.body) return ''
      const at = it.getBoundingClientRect()
      return at.width && at.height ? '' : it.outerHTML.slice(0, 120)
    })
    if (found) unseen.push(found)
  }
  assert.deepEqual(unseen, [], 'the keyboard never stands on what has no place on the page')
})
