// A table of customers with three bad rows: each is named by its cell, the good ones are taken in, the bad ones fetched, all of it undone.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { journey, large } from './_stage.mjs'

const good = Array.from({ length: 12 }, (_, nth) => `导入客户${nth + 1},1371234${String(nth).padStart(4, '0')},云江市江南区新秀二巷${nth + 1}号`)
const bad = ['没有电话的人,,云江市江南区新秀二巷91号', '号码不对的人,12345,云江市江南区新秀二巷92号', '没有地址的人,13712349999,']

await journey('import-and-undo', async ({ page, base, picture, api, enter, folder }) => {
  const admin = await api('admin')
  const sheet = join(folder, 'sheets', 'customers.csv')
  mkdirSync(join(folder, 'sheets'))
  const lines = ['客户姓名,客户电话,详细地址', ...good.slice(0, 5), bad[0], ...good.slice(5, 9), bad[1], bad[2], ...good.slice(9)]
  writeFileSync(sheet, `\uFEFF${lines.join('\r\n')}`)

  await enter(page, 'admin')
  await page.goto(`${base}/imports/new?kind=customers`)
  // what is no workbook is told in words, whatever it is called
  await page.locator('input[type=file]').setInputFiles({ name: '客户.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('姓名,电话\n') })
  await page.getByText('文件“客户.xlsx”的内容与扩展名不符（实际是 纯文本）').waitFor()
  await page.locator('input[type=file]').setInputFiles({ name: '客户.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004xl/workbook.xml') })
  await page.getByText('内容不完整，可能没有下载或拷贝完').waitFor()
  await page.locator('input[type=file]').setInputFiles(sheet)
  await page.getByText('12').first().waitFor()
  const wrong = page.locator('.panel', { hasText: '哪里不对' }).or(page.locator('.panel').filter({ has: page.locator('td.reason') }))
  await wrong.locator('tbody tr').first().waitFor()
  const told = await wrong.locator('tbody tr').allInnerTexts()
  assert.ok(told.length >= 3, `three rows are wrong: ${told.join(' | ')}`)
  assert.deepEqual(new Set(told.map((line) => line.match(/[A-Z](\d+)/)?.[1])), new Set(['7', '12', '13']), 'each is named by its cell')
  await picture('1-checked')
  assert.equal((await admin('GET', `/customers?q=${encodeURIComponent('导入客户')}&limit=50`)).items.length, 0, 'a check stores nothing')

  await page.locator('.decide').getByRole('button', { name: /12/ }).dblclick()
  await page.waitForURL(/\/imports\/(?!new)/)
  await page.getByText('已导入').first().waitFor()
  await picture('2-taken')
  assert.equal((await admin('GET', `/customers?q=${encodeURIComponent('导入客户')}&limit=50`)).items.length, 12, 'pressed twice, taken once')

  // the bad rows, to be mended in Excel
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('a.fetch').click()])
  assert.match(file.suggestedFilename(), /\.xlsx$/)

  await page.getByRole('button', { name: '撤销' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /撤销/ }).last().click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('已撤销').first().waitFor()
  await picture('3-undone')
  assert.equal((await admin('GET', `/customers?q=${encodeURIComponent('导入客户')}&limit=50`)).items.length, 0, 'nothing is left')
}, { size: large })
