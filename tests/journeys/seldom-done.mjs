// What is done once a month: a second trade installed, last week's shifts copied, a password set anew, a promise settled, two spellings made one brand.
import assert from 'node:assert/strict'
import { choose, freshPhone, listBox } from './_acts.mjs'
import { journey, large } from './_stage.mjs'

await journey('seldom-done', async ({ page, base, picture, api, enter }) => {
  const [admin, guide] = await Promise.all(['admin', 'guide'].map(api))
  const dialog = page.getByRole('dialog')
  const closed = () => dialog.waitFor({ state: 'hidden' })
  await enter(page, 'admin')

  // another trade beside the first
  await page.goto(`${base}/trade?part=packs`)
  await page.locator('li.fl-card', { hasText: '卫浴' }).getByRole('button', { name: '安装' }).click()
  await dialog.getByRole('button', { name: '安装行业包' }).click()
  await closed()
  await page.locator('.fl-told').getByText('安装完成').waitFor()
  await page.locator('li.fl-card', { hasText: '卫浴' }).getByText('已安装').waitFor()
  await picture('1-trade')
  await page.goto(`${base}/orders`)
  await page.locator('tbody tr').first().waitFor()

  // last week's shifts into a week that has none yet
  const today = new Date(Date.parse((await admin('GET', '/session')).now) + 8 * 3_600_000)
  const monday = new Date(today.getTime() - ((today.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10)
  const next = new Date(Date.parse(monday) + 7 * 86_400_000).toISOString().slice(0, 10)
  await page.goto(`${base}/shifts?week=${next}`)
  await page.getByLabel('全选').check()
  const works = () => page.locator('button.day:not(.rest)').count()
  const before = await works()
  await page.getByRole('button', { name: '复制上周' }).click()
  await dialog.getByText(monday).waitFor()
  await dialog.getByRole('button', { name: '复制上周' }).click()
  await closed()
  await page.waitForFunction((was) => document.querySelectorAll('button.day:not(.rest)').length !== was, before).catch(() => undefined)
  await picture('2-shifts')
  const shifts = async (from) => (await admin('GET', `/shifts?from=${from}&to=${new Date(Date.parse(from) + 6 * 86_400_000).toISOString().slice(0, 10)}&limit=200`)).items.filter((each) => each.kind === 'work')
  assert.equal((await shifts(next)).length, (await shifts(monday)).length, 'the week is as the one before')

  // somebody forgot the password
  await page.goto(`${base}/users?q=storekeeper`)
  await page.locator('tbody tr', { hasText: 'storekeeper' }).getByRole('button', { name: '重设密码' }).click()
  await dialog.getByRole('button', { name: '重设密码' }).click()
  const secret = page.getByRole('dialog', { name: /storekeeper/ })
  await secret.waitFor()
  const password = await secret.locator('input').inputValue()
  await picture('3-password')
  await assert.rejects(api('storekeeper'), /401|422/, 'the old one is void')
  const { company } = await (await fetch(`${base}/api/v1/welcome`)).json()
  const entered = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ company, login: 'storekeeper', password }) })
  assert.ok(entered.ok, 'the new one opens')
  await secret.getByRole('button', { name: /记|好/ }).click()

  // a promise made at the sale, kept
  const product = (await admin('GET', '/products?limit=1')).items[0]
  const region = (await admin('GET', '/map')).districts[0].code
  const sold = await guide('POST', '/sales', {
    buyer: { name: '冯兰', phone: freshPhone() }, site: { region, address: '长兴路20号' }, lines: [{ product_id: product.id, quantity: 1 }],
    promises: [{ kind: 'gift', words: '送货时带走旧冰箱' }, { kind: 'gift', words: '送两只滤芯' }],
  })
  await page.goto(`${base}/sales/${sold.sale.id}`)
  const promise = (words) => page.locator('li', { hasText: words })
  await promise('送货时带走旧冰箱').getByRole('button', { name: '了结承诺' }).click()
  await dialog.getByText('送货时带走旧冰箱').waitFor()
  await dialog.getByRole('button', { name: '了结承诺' }).click()
  await closed()
  await promise('送货时带走旧冰箱').getByText('已兑现').waitFor()
  await promise('送两只滤芯').getByRole('button', { name: '了结承诺' }).click()
  await choose(dialog, '结果', '未兑现')
  assert.ok(await dialog.getByRole('button', { name: '了结承诺' }).isDisabled(), 'a broken promise needs words')
  await dialog.getByRole('textbox').last().fill('滤芯缺货')
  await dialog.getByRole('button', { name: '了结承诺' }).click()
  await closed()
  await promise('送两只滤芯').getByText('未兑现').waitFor()
  await picture('4-promises')

  // two spellings of one brand
  const brand = (await admin('GET', '/brands?limit=1')).items[0]
  const spelling = await admin('POST', '/brands', { name: `${brand.name} 电器` })
  await admin('POST', '/products', { code: 'SPELL-1', name: '拼写不同的冰箱', category: product.category, brand_id: spelling.id ?? spelling.brand?.id })
  await page.goto(`${base}/products?tab=brands&q=${encodeURIComponent(brand.name)}`)
  await page.locator('tbody tr', { hasText: `${brand.name} 电器` }).getByRole('button', { name: '并入其他品牌' }).click()
  await listBox(dialog, '并入哪个品牌').click()
  await page.getByRole('option', { name: brand.name, exact: true }).click()
  await dialog.getByRole('button', { name: '并入其他品牌' }).click()
  await closed()
  await page.locator('.fl-told').getByText('已合并').waitFor()
  await picture('5-brands')
  const moved = await admin('GET', '/products?q=SPELL-1&limit=5')
  assert.equal(moved.items[0].brand_id, brand.id, 'its products went along')
}, { size: large, dark: true })
