// The network goes in the middle of an edit, then the server: what was typed stays, it is stored once, and the page is live again by itself.
import assert from 'node:assert/strict'
import { anOrder } from './_acts.mjs'
import { journey } from './_stage.mjs'

await journey('lost-connection', async ({ page, context, base, picture, api, enter, restart }) => {
  const desk = await api('desk')
  const order = await anOrder(desk, { name: '潘越' })
  await enter(page, 'desk')
  await page.goto(`${base}/orders/${order.id}`)
  await page.locator('.live[data-state=live]').waitFor()
  const dialog = page.getByRole('dialog')
  const words = '门口有两级台阶，请带梯子；狗会叫但不咬人'
  await page.locator('.next').getByRole('button', { name: '修改', exact: true }).click()
  await dialog.getByLabel('客户描述').fill(words)

  // no network
  await context.setOffline(true)
  await dialog.getByRole('button', { name: '修改', exact: true }).click()
  await dialog.getByText('连不上服务器').waitFor()
  await picture('1-offline')
  assert.equal(await dialog.getByLabel('客户描述').inputValue(), words)
  await context.setOffline(false)

  // the answer is lost on its way back: stored, but the page does not know
  let cut = true
  await page.route(`**/api/v1/orders/${order.id}`, async (route) => {
    if (route.request().method() !== 'PATCH' || !cut) return route.fallback()
    cut = false
    await route.fetch()
    return route.abort()
  })
  await dialog.getByRole('button', { name: '修改', exact: true }).click()
  await dialog.getByText('连不上服务器').waitFor()
  assert.equal(await dialog.getByLabel('客户描述').inputValue(), words)
  await dialog.getByRole('button', { name: '修改', exact: true }).dblclick()
  await dialog.waitFor({ state: 'hidden' })
  await page.locator('blockquote', { hasText: words }).waitFor()
  const edits = (await desk('GET', `/orders/${order.id}/trail?limit=100`)).items.filter((each) => each.kind === 'order.edited' || each.kind === 'order.changed')
  assert.equal(edits.length, 1, 'three presses, one change')

  // the server begins anew while a message is written: nothing is lost, and the page is live again without a reload
  const box = page.getByPlaceholder('写一条留言')
  await box.fill('客户改到下午三点以后')
  await restart()
  assert.equal(await box.inputValue(), '客户改到下午三点以后')
  await page.locator('.live[data-state=live]').waitFor({ timeout: 40_000 })
  await page.getByRole('button', { name: '发送' }).click()
  await page.locator('main').getByText('客户改到下午三点以后').first().waitFor()
  const colleague = await api('manager')
  await colleague('POST', `/orders/${order.id}/chases`, { channel: 'phone' })
  await page.getByText('催单 1 次').first().waitFor({ timeout: 10_000 })
  await picture('2-live-again')

  // somebody else changed it meanwhile: said so, and what was typed can still be stored
  await page.locator('.next').getByRole('button', { name: '修改', exact: true }).click()
  await dialog.getByLabel('联系人').fill('潘越的母亲')
  await colleague('PATCH', `/orders/${order.id}`, { urgency: 'high' })
  await dialog.getByRole('button', { name: '修改', exact: true }).click()
  await dialog.getByRole('alert').first().waitFor()
  assert.equal(await dialog.getByLabel('联系人').inputValue(), '潘越的母亲')
  await picture('3-stale')
  await dialog.getByRole('button', { name: '修改', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  const now = await colleague('GET', `/orders/${order.id}`)
  assert.deepEqual([now.contact_name, now.urgency], ['潘越的母亲', 'high'], 'both changes stand')
})
