// How a step should look, and what the machine's drawings say: an administrator attaches them, the technician sees them on the phone, without a
// network too, and takes back a photo taken by mistake; the customer reads the manual by the label on the machine.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { anOrder, freshPhone, somebodyFree } from './_acts.mjs'
import { goThere, sent } from './_phone.mjs'
import { journey } from './_stage.mjs'

const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

await journey(
  'guided',
  async ({ page, context, base, picture, api, enter, visitor, stranger }) => {
    const [admin, desk, dispatcher] = await Promise.all(['admin', 'desk', 'dispatcher'].map(api))
    const office = await visitor('admin')
    await office.setViewportSize({ width: 1440, height: 900 })
    const drawing = { name: '接线图.png', mimeType: 'image/png', buffer: await aDrawing(office, 'N L PE', 640, 420) }
    const sample = { name: '铭牌示例.png', mimeType: 'image/png', buffer: await aDrawing(office, '铭牌 OK', 480, 360) }

    // a product gets its drawing and manual
    const product = await admin('POST', '/products', { code: `GD-${Date.now()}`, name: '对开门冰箱 GD', category: 'fridge', price_minor: 599_900 })
    await office.goto(`${base}/products?q=${product.code}`)
    await office.getByRole('button', { name: `${product.name} 的图纸与说明书` }).click()
    const dialog = office.getByRole('dialog')
    await dialog.locator('input[type=file]').setInputFiles([drawing, { name: '说明书.pdf', mimeType: 'application/pdf', buffer: pdf }])
    await dialog.locator('li').nth(1).getByRole('combobox').waitFor()
    await dialog.getByLabel('1 的说明').fill('接线图')
    await dialog.getByLabel('2 的说明').fill('使用说明书')
    await dialog.getByRole('button', { name: '上移 使用说明书' }).click()
    await office.waitForTimeout(400)
    await picture('1-papers', office)
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const papers = (await admin('GET', `/products/${product.id}/papers`)).items
    assert.deepEqual(papers.map((each) => [each.caption, each.for_customers]), [['使用说明书', true], ['接线图', false]])

    // a step shows how it should look; a visit planned before keeps what it began with
    const order = await orderOf(desk, product)
    const visit = order.visits[0].id
    const before = await admin('GET', `/visits/${visit}`)
    const sop = before.sop.code
    const { step } = before.sop.steps.find((each) => each.step.kind === 'photo' && each.asked)
    await office.goto(`${base}/trade?part=sops&q=${encodeURIComponent(before.sop.name.zh)}`)
    await office.getByRole('button', { name: `“${step.label.zh}”的示意图` }).click()
    await office.getByRole('dialog').locator('input[type=file]').setInputFiles(sample)
    await office.getByRole('dialog').getByLabel('1 的说明').fill('四角都拍到')
    await office.waitForTimeout(400)
    await picture('2-pictures-of-a-step', office)
    await office.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    await office.getByRole('dialog').waitFor({ state: 'hidden' })
    await office.getByText('四角都拍到').waitFor()
    await office.waitForTimeout(500)
    await picture('3-procedure', office)
    const [now] = (await admin('GET', '/pack')).sops.filter((each) => each.code === sop)
    assert.equal(now.version, before.sop.version + 1, 'a change is a new version')
    assert.equal((await admin('GET', `/visits/${visit}/sop`)).version, before.sop.version, 'a visit keeps what it began with')

    // a new visit has it; the technician sees both on the one screen
    const fresh = await orderOf(desk, product)
    const going = fresh.visits[0].id
    const technician = await somebodyFree(dispatcher, admin, base, api, going)
    assert.equal((await technician('GET', `/visits/${going}/sop`)).version, now.version)
    await enter(page, technician.login)
    await page.goto(`${base}/field/visits/${going}`)
    await page.getByText('图纸与说明书').waitFor()
    await page.getByRole('button', { name: /^打开.*接线图$/ }).waitFor()
    await page.waitForTimeout(600)
    await picture('4-visit')
    await page.getByRole('button', { name: /^打开.*接线图$/ }).click()
    await page.locator('.van-image-preview img').waitFor()
    await page.waitForTimeout(500)
    await picture('5-drawing')
    await page.goBack()

    // fetched ahead, it is there where the network is not
    await page.goto(`${base}/field/today`)
    const hash = createHash('sha256').update(sample.buffer).digest('hex')
    await page.waitForFunction(async (sha256) => {
      const shelf = await caches.open('fieldloop-papers')
      return Boolean(await shelf.match(`/api/v1/files/${sha256}?size=display`))
    }, hash, { timeout: 30_000 })
    await page.goto(`${base}/field/visits/${going}`)
    await goThere(page)
    await sent(page)
    await context.setOffline(true)
    await page.reload()
    const card = page.locator('article.step', { hasText: step.label.zh }).first()
    await card.getByText('四角都拍到').waitFor()
    await card.scrollIntoViewIfNeeded()
    await card.locator('.guide img').waitFor()
    await page.waitForTimeout(400)
    await picture('6-step-offline')

    // a photo taken by mistake: out of the queue before it was sent, told afterwards
    await shoot(page, card)
    await card.locator('.fp-tiles .away').first().waitFor()
    await page.waitForTimeout(400)
    await picture('7-mistaken')
    await takeBack(page, card)
    assert.equal(await card.locator('.fp-tiles .away').count(), 0)
    await shoot(page, card)
    await context.setOffline(false)
    await page.reload()
    await sent(page)
    assert.equal((await technician('GET', `/visits/${going}`)).evidence.length, 1)
    await card.locator('.fp-tiles .away').first().waitFor()
    await takeBack(page, card)
    await sent(page)
    const left = await technician('GET', `/visits/${going}`)
    assert.equal(left.evidence.length, 0, 'it is evidence no longer')
    const trail = (await desk('GET', `/orders/${fresh.id}/trail`)).items
    assert.equal(trail.filter((each) => each.kind === 'visit.evidence_withdrawn').length, 1)
    await office.goto(`${base}/orders/${fresh.id}`)
    await office.getByText('收回了一张误拍的照片').waitFor()

    // the customer reads the manual by the label, and nothing that is the company's own
    const household = (await desk('POST', '/customers', { name: '周文静', phone: freshPhone() })).customer
    const machine = await desk('POST', '/assets', { customer_id: household.id, category: 'fridge', product_id: product.id, name: product.name, serial: `SN${Date.now()}` })
    const label = (await admin('POST', '/asset-labels', { asset_ids: [machine.id] })).items[0].path
    const customer = await stranger()
    await customer.setViewportSize({ width: 390, height: 844 })
    await customer.goto(base + label)
    const manual = customer.getByRole('link', { name: '打开使用说明书' })
    await manual.waitFor()
    assert.equal(await customer.getByText('接线图').count(), 0)
    await customer.waitForTimeout(400)
    await picture('8-label', customer)
    const opened = await (await stranger()).request.get(new URL(await manual.getAttribute('href'), base).href)
    assert.deepEqual([opened.status(), opened.headers()['content-type']], [200, 'application/pdf'], 'a plain link opens it')
  },
  { phone: true },
)

async function orderOf(desk, product) {
  return anOrder(desk, { phone: freshPhone(), category: undefined, items: [{ product_id: product.id, category: 'fridge' }] })
}

async function shoot(page, card) {
  await card.locator('.fp-tile-add').click()
  const camera = page.locator('.camera:visible')
  await page.waitForFunction(() => ![...document.querySelectorAll('.shutter')].some((each) => each.offsetParent && each.disabled))
  await camera.getByRole('button', { name: '拍照', exact: true }).click()
  await camera.getByRole('button', { name: '使用' }).click()
  if (await camera.isVisible()) await camera.getByRole('button', { name: '关闭相机' }).click().catch(() => undefined)
  await page.locator('.camera:visible').waitFor({ state: 'hidden' }).catch(() => undefined)
}

async function takeBack(page, card) {
  await card.locator('.fp-tiles .away').first().click()
  await page.locator('.van-dialog').getByRole('button', { name: '收回', exact: true }).click()
  await page.locator('.van-dialog').waitFor({ state: 'hidden' })
  await page.waitForTimeout(400)
}

/** A drawing as a PNG. */
async function aDrawing(page, words, width, height) {
  await page.goto('about:blank')
  const data = await page.evaluate(([text, w, h]) => {
    const canvas = document.createElement('canvas')
    canvas.width = w
    canvas.height = h
    const draw = canvas.getContext('2d')
    draw.fillStyle = '#fff'
    draw.fillRect(0, 0, w, h)
    draw.strokeRect(30, 30, w - 60, h - 60)
    draw.font = '48px sans-serif'
    draw.fillStyle = '#036'
    draw.fillText(text, 60, h / 2)
    return canvas.toDataURL('image/png').split(',')[1]
  }, [words, width, height])
  return Buffer.from(data, 'base64')
}
