// Sold in the store, installed at home with what was promised, reviewed: the guide, the dispatcher, the technician, the customer and the
// manager each at their own screen, all open at once; what one does the others see without a reload.
import assert from 'node:assert/strict'
import { fitsInWidth, freshPhone } from './_acts.mjs'
import { accepts, atDesk, ends, linkSent, loginOf, opensLink, reviews, sendOut, works } from './_screens.mjs'
import { journey } from './_stage.mjs'

const promised = ['周六上午送装', '免费空调支架', '旧机拆运']

await journey(
  'sale-to-review',
  async ({ page, base, picture, api, enter, visitor, stranger }) => {
    const [desk, guide] = await Promise.all(['desk', 'guide'].map(api))
    const phone = freshPhone()
    const all = (await guide('GET', '/products?limit=100&status=active')).items.filter((each) => each.price_minor > 0)
    const [cooler, washer] = ['ac', 'washer'].map((category) => all.find((each) => each.category === category))

    // the guide sells two products, with what was promised and money paid down
    await enter(page, 'guide')
    await page.goto(`${base}/field/sales/new`)
    await page.getByLabel('电话').fill(phone)
    await page.getByLabel('姓名').fill('宋佳慧')
    await page.getByLabel('地址').fill('江南区长兴路18号翠湖花园3号楼402')
    for (const product of [cooler, washer]) {
      await page.getByRole('button', { name: '添加商品' }).click()
      const sheet = page.locator('.fp-sheet:visible')
      await sheet.getByRole('searchbox').fill(product.name)
      await sheet.locator('.fp-row', { hasText: product.name }).first().click()
      await sheet.waitFor({ state: 'hidden' })
    }
    for (const words of promised) await page.locator('.fp-chip', { hasText: words }).first().click()
    await page.getByLabel('金额').fill('1000')
    await fitsInWidth(page, 'a sale of two')
    await picture('1-sale')
    await page.getByRole('button', { name: /^提交 ¥/ }).click()
    await page.waitForURL(/\/sales\/[0-9a-f-]{36}$/)
    const sale_id = page.url().split('/').pop()
    for (const words of promised) await page.getByText(words).first().waitFor()
    const sold = await guide('GET', `/sales/${sale_id}`)
    assert.equal(sold.lines.length, 2)
    assert.equal(sold.paid_minor, 100_000)

    // out of the store and on its way, said by the guide; the manager's console follows
    const manager = await atDesk(visitor, 'manager')
    await manager.goto(`${base}/sales/${sale_id}`)
    await manager.getByText('宋佳慧').first().waitFor()
    for (const [step, status] of [['备货', '已备货'], ['发货', '已发货'], ['送达', '已送达']]) {
      await page.locator('.fp-foot').getByRole('button', { name: step }).click()
      await page.locator('.van-dialog').getByRole('button', { name: '已完成' }).click()
      await page.locator('header').getByText(status).waitFor()
    }
    await manager.getByText('已送达').first().waitFor({ timeout: 20_000 })
    await picture('2-delivered')

    // the installation: sent out by the dispatcher, accepted on the phone
    const [order] = (await desk('GET', `/orders?text=${phone}&limit=5`)).items
    assert.ok(order, 'the sale has opened the installation')
    const dispatcher = await atDesk(visitor, 'dispatcher')
    const name = await sendOut(dispatcher, base, order.id)
    const technician = await visitor(await loginOf(base, name))
    await accepts(technician, base, order.number)
    for (const words of promised) await technician.getByText(words).first().waitFor()
    await picture('3-promises', technician)

    // the customer comes by the message, and sees them set out
    const customer = await stranger()
    await opensLink(customer, base, await linkSent(desk, order.id), phone)
    await works(technician)
    await customer.getByRole('heading', { name: '师傅已到达' }).waitFor({ timeout: 20_000 })
    const [, visit] = /visits\/([0-9a-f-]{36})/.exec(technician.url())
    await technician.goto(`${base}/field/visits/${visit}`)
    const promises = technician.locator('section', { has: technician.getByRole('heading', { name: '承诺' }) })
    for (const words of promised) {
      await promises.locator('.promise', { hasText: words }).getByRole('button', { name: '已兑现' }).click()
      await promises.locator('.promise', { hasText: words }).getByText('已兑现').waitFor()
    }
    await picture('4-kept', technician)
    await ends(technician, base, {
      fill: async () => {
        const plates = technician.locator('section', { has: technician.getByRole('heading', { name: '各台机器的序列号' }) })
        for (const [nth, field] of (await plates.locator('input:not([disabled])').all()).entries()) await field.fill(`SN-${phone.slice(-6)}-${nth}`)
      },
    })

    // everybody sees it: the guide's sale is installed, the promises kept, and the customer reviews
    await page.locator('header').getByText('已安装').waitFor({ timeout: 30_000 })
    await customer.getByRole('button', { name: /请评价/ }).waitFor({ timeout: 30_000 })
    await reviews(customer, 5, { words: '周六上午准时装好，旧机也搬走了' })
    await picture('5-reviewed', customer)
    await dispatcher.getByText('已评价').first().waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: '验收' }).click()
    await page.locator('.van-dialog').getByRole('button', { name: '已完成' }).click()
    await page.locator('header').getByText('已验收').waitFor()
    await picture('6-guide')
    const kept = await guide('GET', `/sales/${sale_id}`)
    assert.deepEqual(kept.promises.map((each) => each.status), ['kept', 'kept', 'kept'])
    const done = await desk('GET', `/orders/${order.id}`)
    assert.equal(done.review.stars, 5)
    await manager.goto(`${base}/exceptions?kind=broken_promise`)
    await manager.locator('main').first().waitFor()
    await manager.waitForTimeout(600)
    assert.equal(await manager.getByText(order.number).count(), 0, 'nothing that was promised is broken')
    await picture('7-manager', manager)
  },
  { phone: true },
)
