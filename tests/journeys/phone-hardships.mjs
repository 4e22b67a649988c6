// What goes wrong on a technician's phone: no camera and no place allowed, files that are no photos, a photo of 40 megapixels, ten thousand
// characters, a full memory, three hundred photos that wait. Each is said in words, and nothing that was entered is lost.
import assert from 'node:assert/strict'
import { anOrder, carryOut, freshPhone, give, twoWhoCan } from './_acts.mjs'
import { keepMany, largePhoto, refusals, sent } from './_phone.mjs'
import { journey } from './_stage.mjs'

await journey(
  'phone-hardships',
  async ({ page, context, base, picture, api, enter }) => {
    const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
    const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
    const [lead] = await twoWhoCan(base, admin, dispatcher)
    const order = await anOrder(desk, { name: '艾力·买买提😀', phone: freshPhone(), unit_id: lead.unit_id })
    const visit = order.visits[0].id
    await give(dispatcher, visit, [lead], now)
    await page.addInitScript(refusals)
    await enter(page, lead.login)
    await page.goto(`${base}/field/visits/${visit}`)

    // no place: the deed is done all the same, and it is said what is missing
    await page.getByText('没有定位权限').waitFor()
    await page.getByRole('button', { name: '出发' }).click()
    await page.getByText('未带位置').waitFor()
    await page.getByRole('button', { name: '到达' }).waitFor()
    await sent(page)
    const { visit: gone } = await dispatcher('GET', `/visits/${visit}`)
    const clock = Date.parse((await (await fetch(`${base}/api/v1/welcome`)).json()).now)
    assert.ok(Math.abs(clock - Date.parse(gone.departed_at)) < 60_000, 'it has the server’s time, whatever the phone’s clock shows')

    // no camera: a file does, if it is a picture
    await page.getByRole('button', { name: '拍照：照片' }).click()
    const camera = page.locator('.camera:visible')
    await camera.getByText('没有相机权限').waitFor()
    const field = camera.locator('input[type=file]')
    for (const [file, words] of [
      [{ name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }, /文件是空的/],
      [{ name: 'IMG_0001.HEIC', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1') }, /HEIC/],
      [{ name: 'note.txt', mimeType: 'image/jpeg', buffer: Buffer.from('only words') }, /这不是照片/],
      [{ name: 'torn.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]) }, /损坏|打不开/],
    ]) {
      await field.setInputFiles(file)
      await camera.getByRole('alert').filter({ hasText: words }).waitFor()
    }
    await picture('1-no-photo')
    const gap = await page.evaluate(largePhoto)
    await field.setInputFiles({ name: 'large.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(gap.bytes, 'base64') })
    await camera.locator('.view img').waitFor({ timeout: 30_000 })
    const seen = await page.evaluate(() => {
      const { naturalWidth, naturalHeight } = document.querySelector('.camera .view img')
      return { naturalWidth, naturalHeight, longest_ms: Math.round(window.longestGap()) }
    })
    assert.equal(Math.max(seen.naturalWidth, seen.naturalHeight), 1600)
    console.log(`40 megapixels become ${seen.naturalWidth}×${seen.naturalHeight}; the page stood still for ${seen.longest_ms} ms at most`)

    // a full memory: it is said where the picture is, and the picture stays until there is room
    await page.evaluate(() => {
      window.memoryIsFull = true
    })
    await camera.getByRole('button', { name: '使用' }).click()
    await camera.getByRole('alert').filter({ hasText: '手机存储已满' }).waitFor()
    await picture('2-full')
    await page.evaluate(() => {
      window.memoryIsFull = false
    })
    await camera.getByRole('button', { name: '使用' }).click()
    await camera.waitFor({ state: 'hidden' })
    await page.locator('section', { has: page.getByRole('heading', { name: '照片', exact: true }) }).locator('.tile').waitFor()

    // ten thousand characters stay, and are sent when they fit
    const long = '水管漏水👨‍👩‍👧'.repeat(1_250)
    const words = page.getByLabel('写给调度和同事')
    await words.fill(long)
    await page.getByText(/多了 \d+ 个字/).waitFor()
    assert.equal(await words.inputValue(), long, 'nothing is cut')
    await words.scrollIntoViewIfNeeded()
    await picture('3-too-long')
    assert.ok(await page.getByRole('button', { name: '发送' }).isDisabled())
    const fits = '水管漏水👨‍👩‍👧'.repeat(400)
    await words.fill(fits)
    await page.getByRole('button', { name: '发送' }).click()
    await page.waitForFunction(() => document.querySelector('.write textarea').value === '')
    await sent(page)
    const said = (await desk('GET', `/orders/${order.id}/messages`)).items
    assert.ok(said.some((each) => each.words === fits), 'with every emoji whole')

    // three hundred photos wait: the lists stay smooth, and all arrive once the network is there
    await context.setOffline(true)
    await page.evaluate(keepMany, { visit, about: `${order.number} 艾力` })
    await page.reload()
    await page.getByRole('button', { name: '到达' }).waitFor()
    await page.getByRole('button', { name: /显示全部 30[01] 张照片/ }).click()
    await page.waitForFunction(() => document.querySelectorAll('.tile').length > 290)
    console.log(`with 300 photos the visit stands still for ${await scrolled(page)} ms at most while it is scrolled`)
    await picture('4-many-photos')
    await page.goto(`${base}/field/queue`)
    await page.getByText('照片或签字 × 300').waitFor()
    console.log(`with 300 photos the queue stands still for ${await scrolled(page)} ms at most while it is scrolled`)
    await picture('5-queue')
    await context.setOffline(false)
    await page.getByText('全部已送达').first().waitFor({ timeout: 600_000 })
    const page_of = await dispatcher('GET', `/visits/${visit}`)
    assert.equal(page_of.evidence.length, 301, 'each has arrived, once')
    await api(lead.login).then((technician) => carryOut(without(technician, ['departure']), visit, '艾力'))
    assert.equal((await dispatcher('GET', `/visits/${visit}`)).visit.status, 'done')
  },
  { phone: true },
)

function without(who, deeds) {
  return async (method, path, body) => (deeds.some((deed) => path.endsWith(`/${deed}`)) ? undefined : who(method, path, body))
}

/** Moves down the whole page and tells the longest pause between two frames. */
async function scrolled(page) {
  await page.evaluate(() => window.longestGap())
  await page.evaluate(async () => {
    for (let at = 0; at < document.documentElement.scrollHeight; at += 180) {
      scrollTo(0, at)
      await new Promise((done) => requestAnimationFrame(done))
    }
  })
  return Math.round(await page.evaluate(() => window.longestGap()))
}
