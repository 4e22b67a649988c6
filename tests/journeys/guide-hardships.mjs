// What goes wrong at a guide's forms: ten thousand characters, emoji, amounts that are none, a full memory, a dead network, a clock that is
// hours off. Each is said in words, nothing that was entered is lost, and what was entered once arrives once.
import assert from 'node:assert/strict'
import { fitsInWidth, freshPhone } from './_acts.mjs'
import { refusals, sent, tooLong, withoutRoom } from './_phone.mjs'
import { journey } from './_stage.mjs'

const name = '艾力·买买提😀👨‍👩‍👧'

await journey(
  'guide-hardships',
  async ({ page, context, base, picture, api, enter }) => {
    const guide = await api('guide')
    const [product] = (await guide('GET', '/products?limit=50&status=active')).items.filter((each) => each.price_minor > 100_000)
    await page.addInitScript(refusals)
    await page.addInitScript(() => {
      const whole = Date.now
      Date.now = () => whole() - 5 * 3_600_000
    })
    await enter(page, 'guide')
    const sheet = page.locator('.fp-sheet:visible')
    const chip = (text) => sheet.getByRole('radio', { name: text }).or(sheet.getByRole('button', { name: text })).first()

    // a visitor: a number that is none, too many words, a page that is closed meanwhile, no room
    const phone = freshPhone()
    await page.goto(`${base}/field/leads/new`)
    await page.getByLabel('电话（没有可不填）').fill('不知道')
    await page.getByLabel('怎么称呼（可不填）').fill(name)
    const save = page.getByRole('button', { name: '保存' })
    assert.ok(await save.isDisabled(), 'a number that is none is not kept')
    await page.getByLabel('电话（没有可不填）').fill(phone)
    await tooLong(page, '说了什么', '保存', '要静音的😀')
    await page.waitForTimeout(300)
    await page.reload()
    await page.waitForFunction((wanted) => [...document.querySelectorAll('input')].some((each) => each.value === wanted), name)
    assert.equal(await page.getByLabel('说了什么').inputValue(), '要静音的😀', 'a closed page loses nothing')
    await withoutRoom(page, () => save.click(), async () => {
      assert.equal(await page.getByLabel('怎么称呼（可不填）').inputValue(), name)
      await picture('1-no-room')
    })
    await page.waitForURL(/\/leads\/[0-9a-f-]{36}$/)
    await sent(page)
    const id = page.url().split('/').pop()
    const lead = await guide('GET', `/leads/${id}`)
    assert.deepEqual([lead.name, lead.note], [name, '要静音的😀'])
    const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
    assert.ok(Math.abs(Date.parse(lead.created_at) - Date.parse(now)) < 120_000, 'it has the server’s time, whatever the phone’s clock shows')

    // followed up
    await page.getByRole('button', { name: '跟进' }).click()
    await tooLong(sheet, '说了什么', '保存', '周六来看样机👍')
    await chip('要报价').click()
    await withoutRoom(page, () => sheet.getByRole('button', { name: '保存' }).click(), async () => {
      assert.equal(await sheet.getByLabel('说了什么').inputValue(), '周六来看样机👍')
      await page.waitForTimeout(300)
      await picture('2-follow-up')
    })
    await sheet.waitFor({ state: 'hidden' })
    await page.getByText('周六来看样机👍').waitFor()

    // corrected: a budget that is none
    await page.getByRole('button', { name: '更正' }).click()
    await sheet.getByLabel('预算').fill('很多')
    assert.ok(await sheet.getByRole('button', { name: '保存' }).isDisabled())
    await sheet.getByLabel('预算').fill('1,2000')
    await tooLong(sheet, '说了什么', '保存', '要两台')
    await withoutRoom(page, () => sheet.getByRole('button', { name: '保存' }).click(), async () => assert.equal(await sheet.getByLabel('说了什么').inputValue(), '要两台'))
    await sheet.waitFor({ state: 'hidden' })
    await sent(page)
    const edited = await guide('GET', `/leads/${id}`)
    assert.deepEqual([edited.note, edited.budget_minor, edited.follow_ups.length], ['要两台', 1_200_000, 1])

    // a quote: prices that are none, words that are too many
    await page.goto(`${base}/field/leads/${id}/quote`)
    await page.getByRole('button', { name: '添加商品' }).click()
    await sheet.locator('input[type=search]').fill(product.name.slice(0, 4))
    await sheet.locator('.fp-row').first().click()
    await sheet.waitFor({ state: 'hidden' })
    const offer = page.getByRole('button', { name: /^出报价/ })
    const price = page.getByLabel('单价')
    const listed = await price.inputValue()
    for (const none of ['', '便宜点', '-5']) {
      await price.fill(none)
      assert.ok(await offer.isDisabled(), `“${none}” is no price`)
    }
    await price.fill(listed)
    await tooLong(page, '备注', /^出报价/, '含安装😀')
    await withoutRoom(page, () => offer.click(), async () => assert.equal(await page.getByLabel('备注').inputValue(), '含安装😀'))
    await page.waitForURL(/\/leads\/[0-9a-f-]{36}$/)
    await sent(page)
    const [quote] = (await guide('GET', `/leads/${id}`)).quotes
    assert.equal(quote.note, '含安装😀')

    // sold: a deposit that is none or too much, an address that is too long, a network that is gone, a memory that is full
    await page.goto(`${base}/field/leads/${id}/sell/${quote.id}`)
    const sell = page.getByRole('button', { name: /^成交 ¥/ })
    await tooLong(page, '地址', /^成交 ¥/, '长兴路18号翠湖花园3号楼402🏠')
    for (const none of ['几百', '-1', '99999999']) {
      await page.getByLabel('金额').fill(none)
      await page.getByText(/定金/).last().waitFor()
      assert.ok(await sell.isDisabled(), `“${none}” is no deposit`)
    }
    await fitsInWidth(page, 'the sale')
    await picture('3-deposit')
    await page.getByLabel('金额').fill('500')
    await context.setOffline(true)
    await withoutRoom(page, () => sell.click(), async () => {
      assert.equal(await page.getByLabel('金额').inputValue(), '500')
      assert.equal(await page.getByLabel('地址').inputValue(), '长兴路18号翠湖花园3号楼402🏠')
    })
    await page.waitForURL(/\/field\/queue/)
    await picture('4-queue')
    await context.setOffline(false)
    await page.getByText('全部已送达').first().waitFor({ timeout: 60_000 })
    const won = await guide('GET', `/leads/${id}`)
    assert.equal(won.status, 'won')
    const sale = await guide('GET', `/sales/${won.sale_id}`)
    assert.equal(sale.paid_minor, 50_000, 'once')

    // the rest is paid: refused by a network that is gone, what was typed stays
    await page.goto(`${base}/field/sales/${sale.id}`)
    await page.getByRole('button', { name: /^收款/ }).click()
    await sheet.getByLabel('金额').fill('一千')
    await sheet.getByRole('alert').waitFor()
    await sheet.getByLabel('金额').fill('1000')
    await sheet.getByLabel(/流水号|单号/).fill('WX😀-1')
    await context.setOffline(true)
    await sheet.getByRole('button', { name: '确认收到' }).click()
    await page.getByText('连不上服务器').last().waitFor()
    assert.equal(await sheet.getByLabel('金额').inputValue(), '1000', 'what could not be sent stays in the sheet')
    await picture('5-payment')
    await context.setOffline(false)
    await sheet.getByRole('button', { name: '确认收到' }).click()
    await sheet.waitFor({ state: 'hidden' })
    assert.equal((await guide('GET', `/sales/${sale.id}`)).paid_minor, 150_000, 'once')

    // another visitor goes elsewhere
    const other = (await guide('POST', '/leads', { source: 'walk_in', name: '吴先生' })).lead.id
    await page.goto(`${base}/field/leads/${other}`)
    await page.getByRole('button', { name: '未成交' }).click()
    await chip('买了别家').click()
    await tooLong(sheet, '说明', '未成交', '隔壁便宜两百😢')
    await withoutRoom(page, () => sheet.getByRole('button', { name: '未成交' }).click(), async () => assert.equal(await sheet.getByLabel('说明').inputValue(), '隔壁便宜两百😢'))
    await page.getByText('隔壁便宜两百😢').waitFor()
    await sent(page)
    assert.equal((await guide('GET', `/leads/${other}`)).status, 'lost')
  },
  { phone: true },
)
