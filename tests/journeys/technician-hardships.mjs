// What goes wrong at a technician's forms: too many words, amounts that are none, receipts that are no pictures, a full memory while something
// is declined, spent, fitted, billed, signed or paid. Each is said in words, and nothing that was entered is lost.
import assert from 'node:assert/strict'
import { anOrder, freshPhone, give, twoWhoCan } from './_acts.mjs'
import { refusals, sent, stroke, tooLong, withoutRoom } from './_phone.mjs'
import { journey } from './_stage.mjs'

await journey(
  'technician-hardships',
  async ({ page, base, picture, api, enter }) => {
    const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
    const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
    const [lead] = await twoWhoCan(base, admin, dispatcher)
    const order = await anOrder(desk, { name: '艾力·买买提😀', phone: freshPhone(), unit_id: lead.unit_id })
    const visit = order.visits[0].id
    await give(dispatcher, visit, [lead], now)
    const offered = await anOrder(desk, { phone: freshPhone(), unit_id: lead.unit_id })
    await dispatcher('POST', `/visits/${offered.visits[0].id}/offers`, { technician_id: lead.id, override_reason: '客户等得急' })
    await page.addInitScript(refusals)
    await enter(page, lead.login)
    const sheet = page.locator('.fp-sheet:visible')
    const card = (title) => page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) })

    // declined with a reason
    await page.goto(`${base}/field/visits/${offered.visits[0].id}`)
    await page.getByRole('button', { name: '拒单' }).click()
    await sheet.getByRole('radio').first().click()
    await tooLong(sheet, /说明/, '拒单', '车坏在路上了😢')
    await withoutRoom(page, () => sheet.getByRole('button', { name: '拒单' }).click(), async () => {
      assert.equal(await sheet.getByLabel(/说明/).inputValue(), '车坏在路上了😢')
      await page.waitForTimeout(300)
      await picture('1-declined')
    })
    await page.waitForURL(/\/field\/today/)
    await sent(page)
    assert.equal((await dispatcher('GET', `/visits/${offered.visits[0].id}`)).visit.status, 'planned')

    // under way without a place
    await page.goto(`${base}/field/visits/${visit}`)
    await page.getByRole('button', { name: '出发' }).click()
    await page.getByRole('button', { name: '到达' }).click()
    await page.getByRole('button', { name: '都好了，开工' }).waitFor()
    await page.goBack()

    // spent: amounts that are none, a receipt that is no picture
    await card('上门支出').getByRole('button', { name: '记一笔支出' }).click()
    const spend = sheet.getByRole('button', { name: '保存' })
    await tooLong(sheet, /说明|用途/, '保存', '小区停车😀')
    for (const none of ['', '十块', '0', '-3', '1.234']) {
      await sheet.getByLabel('金额（元）').fill(none)
      assert.ok(await spend.isDisabled(), `“${none}” is no amount`)
    }
    await sheet.getByRole('button', { name: '拍票据' }).click()
    const camera = page.locator('.camera:visible')
    await camera.getByText('没有相机权限').waitFor()
    for (const [file, words] of [
      [{ name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }, /文件是空的/],
      [{ name: 'IMG_0001.HEIC', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1') }, /HEIC/],
    ]) {
      await camera.locator('input[type=file]').setInputFiles(file)
      await camera.getByRole('alert').filter({ hasText: words }).waitFor()
    }
    await camera.getByRole('button', { name: '关闭相机' }).click()
    await camera.waitFor({ state: 'hidden' })
    await sheet.getByLabel('金额（元）').fill('15')
    await withoutRoom(page, () => spend.click(), async () => {
      assert.deepEqual([await sheet.getByLabel('金额（元）').inputValue(), await sheet.getByLabel(/说明|用途/).inputValue()], ['15', '小区停车😀'])
      await page.waitForTimeout(300)
      await picture('2-spent')
    })
    await sheet.waitFor({ state: 'hidden' })
    await sent(page)
    const spent = (await admin('GET', '/expenses')).items.filter((each) => each.visit_id === visit)
    assert.deepEqual(spent.map((each) => [each.amount_minor, each.note]), [[1_500, '小区停车😀']])

    // a part that is on no list
    const parts = card('用件')
    await parts.scrollIntoViewIfNeeded()
    await parts.getByRole('button', { name: '登记用件' }).click()
    await sheet.getByLabel('配件名称').fill('门封条😀')
    await sheet.getByRole('textbox', { name: '数量' }).fill('很多')
    await sheet.getByRole('textbox', { name: '数量' }).blur()
    assert.equal(await sheet.getByRole('textbox', { name: '数量' }).inputValue(), '1', 'what is no number is one')
    const fit = sheet.getByRole('button', { name: '登记用件' })
    await withoutRoom(page, () => fit.click(), async () => assert.equal(await sheet.getByLabel('配件名称').inputValue(), '门封条😀'))
    await sheet.waitFor({ state: 'hidden' })
    await parts.getByText('门封条😀').waitFor()
    await sent(page)

    // billed, agreed to, paid
    await page.goto(`${base}/field/visits/${visit}/bill`)
    await page.locator('.pick').first().click()
    await withoutRoom(page, () => page.getByRole('button', { name: /^添加 1 项/ }).click(), async () => assert.ok(await page.locator('.pick input').first().isChecked(), 'what was ticked stays ticked'))
    await page.getByText('已添加').waitFor()
    await page.getByRole('button', { name: /^请客户确认/ }).click()
    await stroke(page)
    const agree = sheet.getByRole('button', { name: '确认签字' })
    await withoutRoom(page, () => agree.click(), async () => {
      assert.ok(await agree.isEnabled(), 'the signature stays on the pad')
      await page.waitForTimeout(300)
      await picture('3-signed')
    })
    await sheet.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: /^收款/ }).click()
    await sheet.getByRole('radio', { name: '现金' }).click()
    for (const none of ['', '一百', '0', '99999999']) {
      await sheet.getByLabel('金额').fill(none)
      await sheet.getByRole('alert').waitFor()
    }
    await sheet.getByLabel('金额').fill('20')
    await withoutRoom(page, () => sheet.getByRole('button', { name: '确认收到' }).click(), async () => assert.equal(await sheet.getByLabel('金额').inputValue(), '20'))
    await sheet.waitFor({ state: 'hidden' })
    await sent(page)
    const { money } = await desk('GET', `/orders/${order.id}/charges`)
    assert.equal(money.paid_minor, 2_000, 'once')

    // held up: a part has to come, and somebody has to come again
    await page.goto(`${base}/field/visits/${visit}`)
    await page.getByRole('button', { name: '开工' }).click()
    await page.getByRole('button', { name: '都好了，开工' }).click()
    await page.waitForURL(/\/steps$/)
    await page.locator('article.step').first().waitFor()
    const text = page.locator('article.step textarea').first()
    if (await text.count()) {
      await text.fill('漏'.repeat(3_000))
      await page.getByText(/多了 \d+ 个字/).first().waitFor()
      await text.fill('')
    }
    await page.goto(`${base}/field/visits/${visit}/finish`)
    await page.getByRole('radio', { name: '待配件', exact: true }).click()
    const why = card('原因').getByRole('radio')
    if (await why.count()) await why.first().click()
    const end = page.getByRole('button', { name: /^提交：/ })
    await tooLong(page, /说明/, /^提交：/, '等压缩机😀')
    await withoutRoom(page, () => end.click(), async () => assert.equal(await page.getByLabel(/说明/).inputValue(), '等压缩机😀'))
    await page.waitForURL(/\/field\/today/)
    await sent(page)
    const { visit: done } = await dispatcher('GET', `/visits/${visit}`)
    assert.deepEqual([done.status, done.outcome], ['done', 'needs_parts'])
  },
  { phone: true },
)
