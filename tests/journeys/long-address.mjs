// An address of five hundred characters: a longer one is taken whole into the field and refused in words, this one is stored whole; no
// page breaks on it.
import assert from 'node:assert/strict'
import { fitsInWidth, freshPhone } from './_acts.mjs'
import { journey } from './_stage.mjs'

const address = `江南区新秀二巷18号${'翠湖花园南门进去右手边第二个路口再左转靠近幼儿园的那一栋'.repeat(20)}`.slice(0, 500)
const longer = `${address}再往前走到底右手边的红色铁门`

await journey('long-address', async ({ page, base, picture, api, enter }) => {
  const desk = await api('desk')
  await enter(page, 'desk')
  await page.goto(`${base}/intake`)
  await page.locator('#intake-phone').fill(freshPhone())
  await page.locator('.stranger').waitFor()
  await page.locator('#intake-name').fill('欧阳上官司马诸葛长名字'.repeat(3))
  await page.locator('#intake-address').fill(longer)
  await page.locator('#intake-described').fill('冰箱不制冷')
  assert.equal(await page.locator('#intake-address').inputValue(), longer, 'the field takes all of it')
  await fitsInWidth(page, 'the intake')
  await page.keyboard.press('Control+Enter')
  const field = page.locator('.field', { has: page.locator('#intake-address') })
  await field.getByText('最多 500 个字').waitFor()
  assert.equal(await page.locator('#intake-address').inputValue(), longer, 'nothing of it is lost')
  await picture('1-intake')
  await page.locator('#intake-address').fill(address)
  await page.keyboard.press('Control+Enter')
  await page.locator('.saved .number').waitFor()
  const number = (await page.locator('.saved .number').innerText()).trim()
  const { id } = (await desk('GET', `/orders?text=${number}&limit=1`)).items[0]
  const order = await desk('GET', `/orders/${id}`)
  const { value } = await desk('POST', `/customers/${order.customer.id}/reveals`, { what: 'address', site_id: order.site.id }).catch(() => ({ value: undefined }))
  if (value) assert.ok(value.includes(address.slice(-40)), 'all of it is stored')

  for (const [path, what] of [
    [`/orders?q=${number}`, 'the pool'],
    [`/orders/${id}`, 'the order'],
    [`/customers/${order.customer.id}`, 'the file'],
    [`/customers?q=${encodeURIComponent('欧阳')}`, 'the customers'],
  ]) {
    await page.goto(`${base}${path}`)
    await page.locator('main').getByText('欧阳').first().waitFor()
    await fitsInWidth(page, what)
    await picture(`2-${what.split(' ').pop()}`)
  }
  await enter(page, 'dispatcher')
  await page.goto(`${base}/dispatch`)
  await page.getByPlaceholder('单号、内容、区域').fill(number)
  await page.locator('[data-waiting]').click()
  await page.locator('.people .who').first().waitFor()
  await fitsInWidth(page, 'the board')
  await picture('3-board')
}, { dark: true })
