// A storm: a dozen calls within minutes, sent from the pool in one go; the urgent ones get the people, nothing is refused for being second,
// and all of it can be taken back.
import assert from 'node:assert/strict'
import { anOrder } from './_acts.mjs'
import { journey, large } from './_stage.mjs'

await journey('storm', async ({ page, base, picture, api, enter }) => {
  const desk = await api('desk')
  const { districts } = await desk('GET', '/map')
  const calls = [['electric_heater', '热水器漏水，地上都是水'], ['fridge', '冰箱不制冷'], ['tv', '电视没有图像']]
  const orders = []
  for (let nth = 0; nth < 12; nth++) {
    const [category, described] = calls[nth % calls.length]
    orders.push(await anOrder(desk, { name: `暴雨${nth + 1}`, category, described, region: districts[nth % districts.length].code }))
  }
  await enter(page, 'dispatcher')
  await page.goto(`${base}/orders?phase=to_dispatch&q=${encodeURIComponent('暴雨')}`)
  await page.locator('tbody tr').nth(11).waitFor()
  await page.locator('thead input').check()
  await page.getByRole('button', { name: '按推荐指派' }).click()
  const dialog = page.getByRole('dialog')
  const run = dialog.getByRole('button', { name: /按推荐指派 \d+ 单/ })
  await run.waitFor()
  await dialog.getByText('紧急的先派').waitFor()
  const urgencies = new Map(orders.map((order) => [order.number, order.urgency]))
  const order = ['emergency', 'high', 'normal', 'low']
  const lines = await dialog.locator('a').allInnerTexts()
  const turns = lines.map((number) => order.indexOf(urgencies.get(number.trim())))
  assert.deepEqual(turns, [...turns].sort(), 'the most urgent has its turn first')
  await picture('1-plan')
  await run.click()
  // the result counts as it goes; the run is over when the dialog can be closed
  await dialog.getByRole('button', { name: '关闭', exact: true }).last().waitFor()
  await dialog.getByText(/没有成功 0 单/).waitFor()
  await picture('2-sent')
  const sent = Number((await dialog.getByRole('status').innerText()).match(/完成 (\d+) 单/)[1])
  const phases = await Promise.all(orders.map(async ({ id }) => (await desk('GET', `/orders/${id}`)).phase))
  assert.equal(phases.filter((phase) => phase === 'accepted').length, sent, 'who is said to be sent is sent')
  assert.ok(sent >= 1)
  // all of it taken back again: nobody has set out yet
  await dialog.getByRole('button', { name: `撤销完成的 ${sent} 单` }).click()
  await dialog.getByText('已撤销').nth(sent - 1).waitFor()
  await picture('3-taken-back')
  const after = await Promise.all(orders.map(async ({ id }) => (await desk('GET', `/orders/${id}`)).phase))
  assert.ok(after.every((phase) => phase === 'to_dispatch'), `all wait again: ${after}`)
  console.log(`${sent} of ${orders.length} calls sent at once; for the others there is nobody`)
}, { size: large })
