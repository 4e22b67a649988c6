// A quote as a page: the guide sends its link from the phone, the customer reads it, says the digits and accepts; the guide sees it live. Then a
// newer version, whose discount waits: the old link says so, and leads to it once the manager has agreed.
import assert from 'node:assert/strict'
import { fitsInWidth, freshPhone } from './_acts.mjs'
import { sent } from './_phone.mjs'
import { journey } from './_stage.mjs'

await journey('quote-accepted', async ({ page, context, base, picture, api, enter, visitor, stranger }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const [guide, manager] = await Promise.all(['guide', 'manager'].map(api))
  const [product] = (await guide('GET', '/products?limit=50&status=active')).items.filter((each) => each.price_minor > 100_000)
  const phone = freshPhone()
  const lead = (await guide('POST', '/leads', { source: 'walk_in', name: '周女士', phone })).lead.id
  const draw = async (part) => {
    const price_minor = Math.round(product.price_minor * part)
    const lines = [{ product_id: product.id, quantity: 2, price_minor }]
    return (await guide('POST', `/leads/${lead}/quotes`, { lines, note: '周六上午送，旧机一起搬走' })).quotes[0]
  }
  const first = await draw(0.95)

  // shared from the phone: words and a link
  await enter(page, 'guide')
  await page.addInitScript(() => Object.defineProperty(navigator, 'share', { value: undefined }))
  await page.goto(`${base}/field/leads/${lead}`)
  await page.getByRole('button', { name: '发给客户' }).click()
  await page.getByText('报价和链接已复制').waitFor()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  const link = /(https?:\S+\/c\/\S+)/.exec(text)?.[1]
  assert.ok(link, text)
  await page.getByText('客户链接').waitFor()
  await page.waitForTimeout(2_500)
  await picture('1-sent')

  // the customer reads it without saying who they are, and accepts after the digits
  const customer = await stranger()
  await customer.setViewportSize({ width: 390, height: 844 })
  await customer.goto(base + new URL(link).pathname)
  await customer.getByRole('heading', { name: '给您的报价' }).waitFor()
  assert.ok(!(await customer.content()).includes('周女士'))
  await fitsInWidth(customer, 'the quote')
  await picture('2-quote', customer)
  const printed = new URL(await customer.getByRole('link', { name: '打开报价单 PDF' }).getAttribute('href'), base).href
  const opened = () => customer.request.get(printed).then((answer) => [answer.status(), answer.headers()['content-type']])
  assert.deepEqual(await opened(), [200, 'application/pdf'], 'a plain link opens it as a PDF')
  await customer.getByLabel('手机号后四位').fill(phone.slice(-4))
  await customer.getByRole('button', { name: '确定' }).click()
  await customer.getByRole('button', { name: '同意这份报价' }).click()
  await customer.getByLabel('您的姓名').fill('周小燕')
  await fitsInWidth(customer, 'the yes')
  await picture('3-accept', customer)
  await customer.locator('form footer button').dblclick()
  await customer.getByText('您（周小燕）已同意这份报价').waitFor()
  await picture('4-accepted', customer)

  // the guide sees it without a reload; the office too
  await page.getByText('周小燕 已在线同意').waitFor({ timeout: 20_000 })
  await picture('5-guide-sees')
  const office = await visitor('manager')
  await office.goto(`${base}/leads/${lead}`)
  await office.getByText('周小燕 已在线同意').waitFor()
  await office.getByRole('button', { name: '客户链接' }).click()
  await office.getByRole('dialog').getByText('已验证').first().waitFor()
  await office.waitForTimeout(400)
  await picture('6-office', office)
  const told = await guide('GET', `/leads/${lead}`)
  assert.equal(told.quotes[0].reply.reply, 'yes')
  assert.equal(told.quotes[0].status, 'open', 'sold when the guide has asked where it goes')

  // a deeper discount waits for the manager: nothing of it is told before
  const second = await draw(0.7)
  assert.equal(second.status, 'waiting')
  await customer.getByText('导购正在准备新的版本').waitFor({ timeout: 20_000 })
  assert.equal(await customer.getByRole('button', { name: '同意这份报价' }).count(), 0)
  await picture('7-being-prepared', customer)
  await manager('POST', `/quotes/${second.id}/decision`, { approve: true })
  await customer.getByText('这份报价有了新的版本').waitFor({ timeout: 20_000 })
  await customer.getByText('第 2 版').waitFor()
  await picture('8-newest', customer)

  // not now, and why
  await customer.getByRole('button', { name: '暂不考虑' }).click()
  await customer.getByLabel('您的姓名').fill('周小燕')
  assert.ok(await customer.locator('form footer button').isDisabled(), 'a no has its reason')
  await customer.getByLabel('原因').fill('想再等等活动')
  await picture('9-not-now', customer)
  await customer.locator('form footer button').click()
  await customer.getByText('您已回复暂不考虑').waitFor()
  await page.reload()
  await sent(page)
  await page.getByText('周小燕 暂不考虑：想再等等活动').waitFor()

  // the link ends with the guide's word
  await page.getByRole('button', { name: '停用' }).first().click()
  await page.getByText('已失效').first().waitFor()
  await customer.reload()
  await customer.getByText('链接').first().waitFor()
  assert.equal(await customer.getByRole('heading', { name: '给您的报价' }).count(), 0)
  assert.equal((await opened())[0], 401, 'and with the link ends its PDF')
  await customer.waitForTimeout(300)
  await picture('10-ended', customer)
})
