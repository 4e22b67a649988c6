// What goes wrong on a customer's phone: files that are no photos, a photo of 40 megapixels, ten thousand characters and emoji in every form, a
// browser that keeps nothing, a clock that is hours off. Each is said in words, and nothing that was entered is lost.
import assert from 'node:assert/strict'
import { anOrder, asCustomer, fitsInWidth, freshPhone, give, twoWhoCan } from './_acts.mjs'
import { largePhoto } from './_phone.mjs'
import { journey } from './_stage.mjs'

const long = '水管漏水👨‍👩‍👧'.repeat(1_250)
const fits = '漏水👨‍👩‍👧'.repeat(30)

await journey(
  'customer-hardships',
  async ({ page, base, picture, api }) => {
    const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
    const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
    const [lead] = await twoWhoCan(base, admin, dispatcher)
    const phone = freshPhone()
    const order = await anOrder(desk, { name: '艾力·买买提😀', phone, unit_id: lead.unit_id })
    await give(dispatcher, order.visits[0].id, [lead], Date.parse(now) + 3_600_000)
    await page.addInitScript(hardships)
    await asCustomer(page, base, desk, order.id, phone)
    await page.getByText('艾力·买买提😀').first().waitFor()

    // ten thousand characters in each form: whole, with what is too much said, and not sent
    const home = page.url().split('#')[0]
    for (const [place, label, fill] of [
      ['write', '内容'],
      ['complain', '内容'],
      ['move', /捎句话/, () => page.locator('.hours button:not([disabled])').first().click()],
      ['cancel', /补充说明/, () => page.locator('form .fp-chip, form [role=radio]').first().click()],
    ]) {
      await page.goto(`${home}#${place}`)
      const field = page.getByLabel(label).last()
      await field.waitFor()
      await fill?.()
      await field.fill(long)
      await page.getByText(/多了 \d+ 个字/).waitFor()
      assert.equal(await field.inputValue(), long, `${place}: nothing is cut`)
      assert.ok(await page.locator('form footer button').isDisabled(), `${place}: what is too long is not sent`)
      await fitsInWidth(page, place)
      if (place === 'complain') await picture('1-too-long')
      await field.fill('')
      await page.waitForTimeout(400)
    }

    // files that are none, and one of 40 megapixels
    await page.goto(`${home}#write`)
    const files = page.locator('input[type=file]')
    await files.setInputFiles([
      { name: '空😀.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
      { name: 'IMG_0001.HEIC', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1') },
      { name: 'note.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('only words') },
      { name: 'torn.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]) },
    ])
    for (const words of [/空😀.jpg：文件是空的/, /IMG_0001.HEIC：这是 HEIC/, /note.jpg：/, /torn.jpg：/]) await page.getByText(words).waitFor()
    await picture('2-no-photos')
    const { bytes } = await page.evaluate(largePhoto)
    await files.setInputFiles({ name: 'large.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(bytes, 'base64') })
    await page.locator('.photos li img').waitFor({ timeout: 30_000 })
    await page.waitForFunction(() => !document.querySelector('.photos li.waits'), undefined, { timeout: 30_000 })
    const seen = await page.evaluate(() => {
      const { naturalWidth, naturalHeight } = document.querySelector('.photos li img')
      return [naturalWidth, naturalHeight]
    })
    assert.ok(Math.max(...seen) <= 1_600, `40 megapixels become ${seen.join('×')}`)

    // a browser that keeps nothing: the words are sent all the same
    await page.evaluate(() => {
      window.keepsNothing = true
    })
    await page.getByLabel('内容').fill(fits)
    await page.locator('form footer button').click()
    await page.getByText('留言已发送').waitFor()
    const said = (await desk('GET', `/orders/${order.id}/messages`)).items.find((each) => each.words === fits)
    assert.ok(said, 'with every emoji whole')
    assert.equal(said.files.length, 1)

    // a phone whose clock is five hours behind shows the company's time
    const [clock, shown] = await page.evaluate(() => [Date.now(), document.querySelector('main').innerText])
    assert.ok(Math.abs(clock - Date.parse(now)) > 4 * 3_600_000, 'the phone’s clock is wrong')
    const opened = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(order.opened_at))
    assert.ok(shown.includes(opened), `${opened} is when it was asked for`)
    await fitsInWidth(page, 'the order')
    await picture('3-wrong-clock')
  },
  { phone: true },
)

/** In the page: storage that refuses when told, and a clock that is hours behind. */
function hardships() {
  const put = Storage.prototype.setItem
  Storage.prototype.setItem = function (...pair) {
    if (window.keepsNothing) throw new DOMException('full', 'QuotaExceededError')
    return put.apply(this, pair)
  }
  const behind_ms = 5 * 3_600_000
  const whole = Date.now
  Date.now = () => whole() - behind_ms
}
