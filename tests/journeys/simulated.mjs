// A manager asks what planning again would bring, sees it run, reads table, charts and assumptions, takes the report away, and stops another one.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { journey } from './_stage.mjs'

await journey('simulated', async ({ page, base, picture, api, enter }) => {
  const manager = await api('manager')
  await enter(page, 'manager')
  await page.goto(`${base}/simulations`)
  await page.getByText('还没有模拟过').waitFor()
  await page.getByRole('button', { name: '新模拟' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('师傅人数').fill('4')
  await dialog.getByLabel('每人每天单数（几档）').fill('2 4')
  await dialog.getByLabel('每周天数').fill('1')
  await dialog.getByLabel('周数', { exact: true }).fill('3')
  await dialog.getByLabel('多一名师傅').check()
  await picture('1-new')
  await dialog.getByRole('button', { name: '开始模拟' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await picture('2-runs')
  await page.getByText('结论').waitFor({ timeout: 240_000 })
  await page.waitForTimeout(300)
  await picture('3-result')
  await page.locator('main').evaluate((main) => main.scrollTo(0, 900))
  await page.mouse.move(800, 600)
  await page.mouse.wheel(0, 900)
  await page.waitForTimeout(300)
  await picture('4-tables')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载报告' }).click(),
  ])
  const report = readFileSync(await file.path(), 'utf8')
  assert.ok(report.includes('<svg') && report.includes('派单方式模拟对比'))

  const long = await manager('POST', '/simulations', {
    technicians: 30,
    days: 5,
    weeks: 20,
    loads: [6],
    policies: ['greedy', 'replanned'],
    seed: 2,
  })
  await page.goto(`${base}/simulations?id=${long.id}`)
  await page.getByText(/已模拟 \d+/).waitFor({ timeout: 60_000 })
  await picture('5-running')
  await page.getByRole('button', { name: '停止' }).click()
  await page.getByText('已停止，没有结果。').waitFor({ timeout: 240_000 })
  await page.addInitScript(() => {
    localStorage.setItem('fieldloop.language', 'en')
    localStorage.setItem('fieldloop.dark', 'yes')
  })
  await page.goto(`${base}/simulations`)
  await page.getByRole('button', { name: /4 technicians/ }).click()
  await page.getByText('In short').waitFor()
  await picture('6-english-by-night')
})
