// A customer without an account, on a phone: scans the machine's label, reports a leak, follows it like a parcel, says the digits, writes,
// sees who comes and where they are, agrees to the price and reviews. The office and the technician work by the API meanwhile.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { carryOut, fitsInWidth, freshPhone, somebodyFree } from './_acts.mjs'
import { signHere } from './_phone.mjs'
import { journey } from './_stage.mjs'

const web = createRequire(fileURLToPath(new URL('../../web/package.json', import.meta.url)))
const axe = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8')
const phone_size = { width: 390, height: 844 }
const narrow = { width: 360, height: 740 }

await journey(
  'customer-leak',
  async ({ page, context, base, picture, api }) => {
    const [desk, dispatcher, admin] = [await api('desk'), await api('dispatcher'), await api('admin')]
    const { machine, phone } = await aWasher(desk)
    const label = (await admin('POST', '/asset-labels', { asset_ids: [machine.id] })).items[0].path
    await page.addInitScript(axe)
    const tap = (name, exact = false) => page.getByRole('button', { name, exact }).first().click()
    const seen = async (title) => {
      await fitsInWidth(page, title)
      await nothingSerious(page, title)
      await picture(title)
    }

    // the label: the machine, its warranty, nothing of the household
    await page.goto(base + label)
    await page.getByText(machine.name).first().waitFor()
    assert.ok(!(await page.content()).includes(machine.serial), 'a stranger does not see the whole serial number')
    await seen('1-label')

    // the form branches with what is chosen; a reload loses nothing
    await tap('申请服务')
    await tap(/维修/)
    await tap('漏水', true)
    await page.getByText('请先关闭进水阀并断电').waitFor()
    const question = (words) => page.getByRole('group', { name: words })
    await question(/水还在流吗/).waitFor()
    await question(/现在还能用吗/).getByRole('button', { name: '完全不能用' }).click()
    await question(/水还在流吗/).getByRole('button', { name: '是' }).click()
    await page.getByLabel('姓名').fill('李小满')
    await page.locator('input[type=file]').setInputFiles([
      { name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
      { name: 'photo.heic', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1') },
    ])
    await page.getByText(/empty.jpg：文件是空的/).waitFor()
    await page.getByText(/photo.heic：这是 HEIC/).waitFor()
    await page.locator('input[type=file]').setInputFiles(await aPhoto(page))
    await page.locator('.photos li img').waitFor()
    await page.waitForFunction(() => !document.querySelector('.photos li.waits'))
    await seen('2-form')
    await tap('提交', true)
    await page.getByText(/^必填/).first().waitFor()
    await page.getByLabel('手机号').fill('1375')
    await tap('提交', true)
    await page.getByText('不是有效的电话号码').waitFor()
    await page.waitForTimeout(400)
    await page.reload()
    await page.getByLabel('姓名').waitFor()
    assert.equal(await page.getByLabel('姓名').inputValue(), '李小满', 'what was typed is there after a reload')
    assert.equal(await page.locator('.photos li img').count(), 1, 'and so is the photo')
    await question(/插座或电器/).getByRole('button', { name: '否' }).click()
    await page.getByLabel('手机号').fill('13755501234')

    // without a network it is kept, and sent once when tried again
    await context.setOffline(true)
    await tap('提交', true)
    await page.getByText('连不上服务器').first().waitFor()
    await picture('3-offline')
    await context.setOffline(false)
    await page.locator('form footer button').dblclick()
    await page.getByRole('button', { name: '查看进度' }).waitFor()
    await seen('4-sent')
    const number = await page.locator('.number').innerText()
    const [order] = (await desk('GET', `/orders?text=${number}&limit=5`)).items
    assert.equal(order.urgency, 'emergency', 'running water is urgent')
    await tap('查看进度')

    // progress for whoever has the link, the rest after the digits
    await page.getByRole('heading', { name: '已提交' }).waitFor()
    assert.ok(!(await page.content()).includes('李小满'))
    await seen('5-progress')
    const first = new URL(page.url()).pathname
    await page.getByLabel('手机号后四位').fill('0000')
    await tap('确定')
    await page.getByText('还可以试 4 次').waitFor()
    await picture('6-wrong-digits')
    // those of the phone on the request; the household's open its own label
    await page.getByLabel('手机号后四位').fill('1234')
    await tap('确定')
    await page.getByRole('heading', { name: '服务内容' }).waitFor()
    assert.notEqual(new URL(page.url()).pathname, first, 'it goes on under a link of its own')
    await page.goto(base + first)
    await page.getByRole('heading', { name: '服务内容' }).waitFor()
    await seen('7-details')

    // a word to the company, by the back button's rules
    await tap('写留言')
    await page.getByLabel('内容').fill('门铃坏了，请打电话')
    await seen('8-write')
    await page.locator('form footer button').dblclick()
    await page.getByText('留言已发送').waitFor()
    const said = (await desk('GET', `/orders/${order.id}/messages`)).items
    assert.equal(said.filter((each) => each.words.includes('门铃')).length, 1, 'a double tap sends once')

    // taken in, sent out, on the way
    await desk('POST', `/orders/${order.id}/intake`, {})
    const { visits } = await desk('GET', `/orders/${order.id}`)
    const visit = visits[0].id
    const technician = await somebodyFree(dispatcher, admin, base, api, visit)
    await page.getByRole('heading', { name: '已安排师傅' }).waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: '改约时间' }).waitFor()
    await tap('改约时间')
    await page.locator('.hours button').first().waitFor()
    await seen('9-move')
    await page.goBack()
    const site = await siteOf(desk, order.id)
    const away = { lat: site.lat + 0.018, lng: site.lng - 0.014 }
    await technician('POST', `/visits/${visit}/departure`, { place: away })
    await page.getByText('预计到达').waitFor({ timeout: 20_000 })
    await page.getByText(/位置更新于/).waitFor()
    await page.getByRole('img', { name: /离您家约/ }).first().waitFor()
    await page.evaluate(() => scrollTo(0, 0))
    await seen('10-on-the-way')
    await technician('POST', `/visits/${visit}/arrival`, { place: site })
    await page.getByRole('heading', { name: '师傅已到达' }).waitFor({ timeout: 20_000 })
    assert.equal(await page.getByText('预计到达').count(), 0, 'once they are there, nobody watches their way')

    // the price, line by line, with a signature
    const prices = (await technician('GET', '/price-list')).items
    const lines = ['visit_fee', 'night_fee'].map((wanted) => prices.find((each) => each.code === wanted)).map(({ code }) => ({ code, quantity: 1 }))
    await technician('POST', `/orders/${order.id}/charges`, { visit_id: visit, lines })
    const wanted = page.getByRole('button', { name: /请确认价格/ })
    await wanted.waitFor({ timeout: 20_000 })
    await wanted.click()
    await page.getByLabel('确认人姓名').fill('李小满')
    await signHere(page)
    await seen('11-price')
    await page.locator('form footer button').dblclick()
    await page.getByText('价格已确认').waitFor()
    const money = await desk('GET', `/orders/${order.id}/charges`)
    assert.deepEqual(money.approvals.map((each) => [each.method, each.by_name]), [['link', '李小满']])

    // finished and reviewed
    await technician('POST', `/visits/${visit}/start`, {})
    await carryOut(async (method, path, body) => (/departure|arrival|start$/.test(path) ? undefined : technician(method, path, body)), visit, '李小满')
    const review = page.getByRole('button', { name: /请评价/ })
    await review.waitFor({ timeout: 20_000 })
    await seen('12-finished')
    await review.click()
    await page.getByRole('button', { name: '5 星' }).click()
    await page.getByRole('button', { name: '准时上门' }).click()
    await page.getByLabel('想说的话').fill('来得很快 👍')
    await page.getByRole('button', { name: '10', exact: true }).click()
    await seen('13-review')
    await page.locator('form footer button').dblclick()
    await page.getByText('谢谢您的评价').waitFor()
    await seen('14-reviewed')
    const page_of = await desk('GET', `/orders/${order.id}`)
    assert.equal(page_of.review.stars, 5)

    // my machines with the card: by the machine's label and the household's digits
    await page.goto(base + label)
    await page.getByLabel('手机号后四位').fill(phone.slice(-4))
    await tap('确定')
    await tap('我的机器')
    await page.locator('.list button', { hasText: machine.name }).first().click()
    await page.getByText(machine.serial).first().waitFor()
    await page.setViewportSize(narrow)
    await seen('15-warranty-card')

    // a link that was revoked says so
    const links = (await desk('GET', `/orders/${order.id}/customer-links`)).items
    for (const link of links.filter((each) => !each.verified)) await desk('POST', `/customer-links/${link.id}/revocation`, {})
    await page.goto(base + first)
    await page.getByText('链接已失效').waitFor({ timeout: 20_000 })
    await seen('16-ended')
  },
  { size: phone_size },
)

/** A household with a washer in service, whose place is known. */
async function aWasher(desk) {
  const { bounds, districts } = await desk('GET', '/map')
  const phone = freshPhone()
  const { customer } = await desk('POST', '/customers', { name: '周文静', phone })
  const place = { lat: (bounds[1] + bounds[3]) / 2, lng: (bounds[0] + bounds[2]) / 2 }
  const site = await desk('POST', `/customers/${customer.id}/sites`, { address: '丁香路100弄3号602', region: districts[0].code, place })
  const machine = await desk('POST', '/assets', {
    customer_id: customer.id, site_id: site.id, category: 'washer', name: '云江 10 公斤滚筒洗衣机', serial: `YJ-LEAK-${phone.slice(-6)}`, sold_on: '2026-06-01', installed_on: '2026-06-03',
  })
  return { machine, phone }
}

async function siteOf(desk, order) {
  const { site } = await desk('GET', `/orders/${order}`)
  assert.ok(site?.place, 'the place of the household is known')
  return site.place
}

/** A photo larger than what is sent. */
async function aPhoto(page) {
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1800 })
    const paper = canvas.getContext('2d')
    paper.fillStyle = '#7a8f9a'
    paper.fillRect(0, 0, 2400, 1800)
    paper.fillStyle = '#2e6f95'
    paper.fillRect(300, 900, 1800, 700)
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'))
    return [...new Uint8Array(await blob.arrayBuffer())]
  })
  return { name: 'leak.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(bytes) }
}

async function nothingSerious(page, what) {
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] })
    return violations.filter((each) => ['serious', 'critical'].includes(each.impact)).flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 160)}`))
  })
  assert.deepEqual(found, [], `${what}: axe-core finds something serious`)
}
