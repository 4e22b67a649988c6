// A thousand customers, machines' files and orders in their lists: all rows there, heads in sight, nothing beyond the edge.
import assert from 'node:assert/strict'
import { fitsInWidth } from './_acts.mjs'
import { journey, large } from './_stage.mjs'

const rows = 1_000

await journey('thousand-rows', async ({ page, base, picture, enter, context }) => {
  await enter(page, 'admin')
  const me = await (await context.request.get(`${base}/api/v1/session`)).json()
  const customers = ['客户姓名,客户电话,详细地址', ...Array.from({ length: rows }, (_, nth) => `千户${nth + 1},136${String(10_000_000 + nth)},云江市江南区新秀二巷${nth + 1}号`)]
  const orders = ['工单类型,客户姓名,客户电话,详细地址,产品,故障描述', ...Array.from({ length: rows }, (_, nth) => `维修,千户${nth + 1},136${String(10_000_000 + nth)},云江市江南区新秀二巷${nth + 1}号,冰箱,不制冷`)]
  for (const [kind, lines] of [['customers', customers], ['orders', orders]]) {
    const began = Date.now()
    const taken = await context.request.post(`${base}/api/v1/imports?kind=${kind}&file=${kind}.csv`, {
      headers: { 'x-csrf-token': me.csrf, 'idempotency-key': crypto.randomUUID(), 'content-type': 'text/csv' }, data: lines.join('\n'), timeout: 50_000,
    })
    const told = await taken.json()
    assert.ok(taken.ok(), JSON.stringify(told).slice(0, 400))
    assert.equal(told.rows_created, rows, `${kind}: ${JSON.stringify(told.problems?.slice(0, 3))}`)
    console.log(`${rows} ${kind} taken in within ${((Date.now() - began) / 1000).toFixed(1)} s`)
  }

  for (const [path, title] of [['/customers', 'customers'], ['/orders?q=', 'pool']]) {
    await page.goto(`${base}${path}`)
    const lines = page.locator('tbody tr')
    await lines.first().waitFor()
    const began = Date.now()
    for (let count = await lines.count(); count < rows; ) {
      await page.getByRole('button', { name: '加载更多' }).click()
      await page.waitForFunction((before) => document.querySelectorAll('tbody tr').length > before, count)
      count = await lines.count()
    }
    console.log(`${title}: ${await lines.count()} rows after ${((Date.now() - began) / 1000).toFixed(1)} s`)
    await lines.nth(rows - 1).scrollIntoViewIfNeeded()
    const head = await page.locator('thead th').nth(1).boundingBox()
    const list = await page.locator('.sheet').boundingBox()
    assert.ok(Math.abs(head.y - list.y) < 4, 'the head stays in sight')
    await fitsInWidth(page, title)
    await picture(`1-${title}`)
    // from the last row on by the keyboard, and into it
    await lines.nth(rows - 1).focus()
    await page.keyboard.press('ArrowUp')
    const asked = Date.now()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/(?:customers|orders)\/[0-9a-f-]+/)
    await page.locator('main h1').waitFor()
    console.log(`${title}: into a row in ${Date.now() - asked} ms`)
    await page.goBack()
    await lines.first().waitFor()
  }
}, { size: large })
