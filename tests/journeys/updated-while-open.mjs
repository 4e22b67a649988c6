// The server is updated while a tab is open: the part of the console that is gone is fetched as a whole new page, and the person gets where they went.
import assert from 'node:assert/strict'
import { journey } from './_stage.mjs'

await journey('updated-while-open', async ({ page, base, picture, enter }) => {
  await enter(page, 'desk')
  await page.goto(`${base}/orders`)
  await page.locator('tbody tr').first().waitFor()
  // what the old tab knows by name is not there any more; a page that is loaded anew knows other names
  let isOld = true
  await page.route('**/assets/CustomersPage*.js', (route) => (isOld ? route.fulfill({ status: 404, body: '' }) : route.fallback()))
  page.on('framenavigated', () => {
    isOld = false
  })
  await page.locator('nav a[href="/customers"]').click()
  await page.waitForURL(/\/customers$/)
  await page.locator('.fl-list tbody tr').first().waitFor()
  assert.ok(!isOld, 'a whole new page was fetched')
  await picture('1-there')
})
