// The pool taken away as an Excel file: a manager gets phones in full when asked for, a clerk who may not reveal them gets them masked; both stand in the log.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { anOrder } from './_acts.mjs'
import { journey } from './_stage.mjs'

const from = createRequire(fileURLToPath(new URL('../../web/package.json', import.meta.url)))
const { default: readSheets } = from('read-excel-file/node')
const phone = '13987651234'

/** The rows of a file's sheet by the heads of its columns. */
async function opened(download, sheet) {
  const all = await readSheets(await download.path())
  const rows = all.find((each) => each.sheet === sheet)?.data ?? assert.fail(`no sheet ${sheet}`)
  const [heads, ...lines] = rows
  return lines.map((line) => Object.fromEntries(heads.map((head, at) => [head, line[at]])))
}

await journey('exported', async ({ page, base, picture, api, enter, visitor }) => {
  const order = await anOrder(await api('desk'), { phone, name: '=严守中' })
  await enter(page, 'manager')
  await page.goto(`${base}/orders?q=${order.number}`)
  await page.locator('main').getByText(order.number).first().waitFor()
  await page.getByRole('button', { name: '导出', exact: true }).click()
  await page.getByText('完整电话地址').waitFor()
  await picture('1-choice')
  const [whole] = await Promise.all([page.waitForEvent('download'), page.getByText('完整电话地址').click()])
  await page.getByText('已导出 1 行').waitFor()
  await picture('2-done')
  assert.match(whole.suggestedFilename(), /^工单-\d{8}-\d{4}\.xlsx$/)
  const [row, ...others] = await opened(whole, '工单')
  assert.equal(others.length, 0, 'the file is narrowed as the page is')
  assert.deepEqual([row['工单号'], row['电话'], row['客户']], [order.number, phone, '=严守中'])
  assert.ok(row['创建时间'] instanceof Date || typeof row['创建时间'] === 'number', 'a moment is a date for Excel')

  // the same pool, by whoever keeps the books
  const clerk = await visitor('finance')
  await clerk.goto(`${base}/orders?q=${order.number}`)
  await clerk.locator('main').getByText(order.number).first().waitFor()
  const [masked] = await Promise.all([
    clerk.waitForEvent('download'),
    clerk.getByRole('button', { name: '导出', exact: true }).click(),
  ])
  const [seen] = await opened(masked, '工单')
  assert.equal(seen['电话'], '139 **** 1234')
  const about = JSON.stringify(await opened(masked, '说明'))
  assert.match(about, /已隐藏/, 'the file says so itself')
  await assert.rejects((await api('finance'))('POST', '/exports/orders', { in_full: true }), /403/)
  // a clerk takes a day's work, masked whatever they may look at one by one, and hears what is left of the day
  const desk = await visitor('desk')
  await desk.goto(`${base}/orders?q=${order.number}`)
  await desk.locator('main').getByText(order.number).first().waitFor()
  await desk.getByRole('button', { name: '导出', exact: true }).click()
  await desk.getByText('每天可导出 2,000 行，今天还剩 2,000 行').waitFor()
  await picture('3-days-rows', desk)
  const [days] = await Promise.all([desk.waitForEvent('download'), desk.getByText('电话地址已隐藏').click()])
  await desk.getByText('已导出 1 行，今天还可导出 1,999 行').waitFor()
  assert.equal((await opened(days, '工单'))[0]['电话'], '139 **** 1234')
  await assert.rejects((await api('desk'))('POST', '/exports/orders', { in_full: true }), /403/)
  // who may not export is not offered to
  const quality = await visitor('quality')
  await quality.goto(`${base}/orders?q=${order.number}`)
  await quality.locator('main').getByText(order.number).first().waitFor()
  assert.equal(await quality.getByRole('button', { name: '导出', exact: true }).count(), 0)

  // both are in the log
  const admin = await visitor('admin')
  await admin.goto(`${base}/audit?kind=export`)
  await admin.locator('tbody tr').nth(2).waitFor()
  const lines = await admin.locator('tbody tr').allInnerTexts()
  for (const line of lines.slice(0, 2)) assert.match(line, /导出了表格.*工单.*1 行.*电话地址已隐藏/s)
  assert.match(lines[2], /导出了表格.*工单.*1 行.*完整电话地址/s)
  assert.ok(lines[0].includes(order.number), 'with what it was narrowed by')
  await picture('3-log', admin)
})
