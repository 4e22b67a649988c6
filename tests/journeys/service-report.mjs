// A technician finishes a repair with photos: the service report is there by itself, opens from the order, the visit, the machine and the
// customer's link, and its code says that it is genuine. A payment makes a second version, and the code of the first says so.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asCustomer, carryOut, fitsInWidth, freshPhone, somebodyFree } from './_acts.mjs'
import { journey } from './_stage.mjs'

const pictures = process.env.JOURNEY_PICTURES ?? fileURLToPath(new URL('../../target/journeys', import.meta.url))
const phone_size = { width: 390, height: 844 }

await journey('service-report', async ({ page, base, picture, api, enter, visitor, stranger }) => {
  const [desk, dispatcher, admin] = [await api('desk'), await api('dispatcher'), await api('admin')]
  const { machine, customer, phone } = await aWasher(desk)
  const opened = await desk('POST', '/orders', {
    type: 'repair', channel: 'phone', customer_id: customer.id, on_duplicate: 'open', fault: 'washer_not_drain',
    described: '洗完不排水，桶里积着水，底下还渗出来；昨天开始，每次都这样。显示“E3”，按了 3 次复位也没用。', items: [{ asset_id: machine.id }],
  })
  const order = await desk('GET', `/orders/${opened.id ?? opened.order?.id}`)
  const visit = order.visits[0].id
  const technician = await somebodyFree(dispatcher, admin, base, api, visit)

  // the work, with photos as a phone takes them, and a price that the customer signs
  await enter(page, technician.login)
  await page.goto(`${base}/field/`)
  const taken = []
  for (let nth = 0; nth < 10; nth++) taken.push(await aPhoto(page, nth))
  const drawn = await aSignature(page)
  const prices = (await technician('GET', '/price-list')).items
  const lines = prices.filter((each) => ['visit_fee', 'night_fee'].includes(each.code)).map(({ code }) => ({ code, quantity: 1 }))
  await technician('POST', `/orders/${order.id}/charges`, { visit_id: visit, lines })
  const before = async () => {
    await technician('POST', `/visits/${visit}/parts`, { name: '排水泵总成 DP-30', serial: 'DP30-240771', old_serial: 'DP30-190023' })
    const { money } = await desk('GET', `/orders/${order.id}/charges`)
    if (!money.approved) await desk('POST', `/orders/${order.id}/price-approvals`, { visit_id: visit, total_minor: money.customer_minor, by_name: '周文静', method: 'on_phone', signature: drawn })
  }
  const note = '拆检后发现排水泵叶轮被硬币卡死，泵体有裂纹渗水。更换排水泵总成，清理滤网与排水管，连续试机三遍不再漏水。已提醒客户洗衣前掏空口袋。'
  await carryOut(technician, visit, '周文静', { taken, note, before, signature: drawn })

  // issued by itself
  const reports = await until(async () => {
    const all = await desk('GET', `/orders/${order.id}/reports`)
    return all.items.length ? all : undefined
  })
  assert.equal(reports.items[0].version, 1)
  const { code } = reports.items[0]

  // the technician's visit
  await page.setViewportSize(phone_size)
  await page.goto(`${base}/field/visits/${visit}`)
  const on_phone = page.getByRole('link', { name: '打开报告' })
  await on_phone.waitFor()
  await on_phone.scrollIntoViewIfNeeded()
  await fitsInWidth(page, 'the visit')
  await picture('1-visit')
  await readable(page, await on_phone.getAttribute('href'), 'visit')

  // the order's page, and the machine's file
  const office = await visitor('desk')
  await office.goto(`${base}/orders/${order.id}`)
  const panel = office.locator('section', { has: office.getByRole('heading', { name: /^服务报告/ }) })
  const first = panel.getByRole('link', { name: '打开报告：服务报告第 1 版' })
  await first.waitFor()
  await first.scrollIntoViewIfNeeded()
  await picture('2-order', office)
  const pdf = await readable(office, await first.getAttribute('href'), 'order')
  await office.goto(`${base}/machines/${machine.id}`)
  await office.getByRole('heading', { name: /这台设备的服务报告/ }).scrollIntoViewIfNeeded()
  await picture('3-machine', office)
  await readable(office, await office.getByRole('link', { name: '打开报告：服务报告第 1 版' }).getAttribute('href'), 'machine')

  // the customer's link
  const home = await stranger()
  await home.setViewportSize(phone_size)
  await asCustomer(home, base, desk, order.id, phone)
  const plain = home.getByRole('link', { name: /打开报告/ })
  await plain.scrollIntoViewIfNeeded()
  await fitsInWidth(home, "the customer's page")
  await picture('4-customer', home)
  // a plain link: a browser inside another app, which blocks windows that are filled later, opens it by itself
  const address = await plain.getAttribute('href')
  assert.ok((await readable(home, address, 'customer')).equals(pdf), 'the customer reads what the office reads')
  const elsewhere = await stranger()
  assert.ok((await readable(elsewhere, new URL(address, base).href, 'elsewhere')).equals(pdf), 'nothing else is needed than the address')
  const forged = await elsewhere.goto(`${new URL(address, base).href.slice(0, -4)}AAAA`)
  assert.equal(forged.status(), 401, 'a pass that was written by hand opens nothing')
  assert.match(await elsewhere.locator('body').innerText(), /链接/)
  await picture('5-no-pass', elsewhere)

  // anybody with the paper
  const anybody = await stranger()
  await anybody.setViewportSize(phone_size)
  await anybody.goto(`${base}/c/check/demo/${code.replaceAll('-', '')}`)
  await anybody.getByText('这是最新版本').waitFor()
  assert.ok(!(await anybody.content()).includes('周文静'), 'nothing of what it says')
  await fitsInWidth(anybody, 'the check')
  await picture('6-genuine', anybody)

  // money comes in: a second version, and the first says that it was replaced
  const { money } = await desk('GET', `/orders/${order.id}/charges`)
  assert.ok(money.due_minor > 0, 'the customer owes something')
  await desk('POST', `/orders/${order.id}/payments`, { amount_minor: money.due_minor, method: 'wechat' })
  await office.goto(`${base}/orders/${order.id}`)
  await panel.getByText('出具之后工单有变化').waitFor()
  await panel.getByRole('button', { name: '出具新版' }).click()
  await panel.getByRole('link', { name: '打开报告：服务报告第 2 版' }).waitFor()
  await panel.scrollIntoViewIfNeeded()
  await picture('7-second', office)
  const again = await readable(office, await panel.getByRole('link', { name: '打开报告：服务报告第 1 版' }).getAttribute('href'), 'first')
  assert.ok(pdf.equals(again), 'the first version is as it was')
  const english = `/api/v1/orders/${order.id}/reports/2?lang=en`
  await readable(office, english, 'english')
  await anybody.reload()
  await anybody.getByText('已被第 2 版替代').waitFor()
  await picture('8-replaced', anybody)
  await anybody.goto(`${base}/c/check/demo/000000000000`)
  await anybody.getByText('没有找到这份报告').waitFor()
  await picture('9-unknown', anybody)
})

async function until(ask) {
  for (let waited = 0; waited < 60; waited++) {
    const found = await ask()
    if (found) return found
    await new Promise((done) => setTimeout(done, 500))
  }
  throw new Error('no report within half a minute')
}

/** The PDF behind an address, for whoever is at this screen; drawn as pictures where Debian's poppler is there. */
async function readable(page, address, title) {
  const answer = await page.context().request.get(new URL(address, page.url()).href)
  assert.equal(answer.status(), 200, `${title}: ${address}`)
  assert.equal(answer.headers()['content-type'], 'application/pdf')
  const pdf = await answer.body()
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  mkdirSync(pictures, { recursive: true })
  const file = join(pictures, `service-report-${title}.pdf`)
  writeFileSync(file, pdf)
  spawnSync('pdftoppm', ['-r', '80', '-png', file, file.replace(/\.pdf$/, '')])
  return pdf
}

async function aWasher(desk) {
  const { bounds, districts } = await desk('GET', '/map')
  const phone = freshPhone()
  const { customer } = await desk('POST', '/customers', { name: '周文静', phone })
  const place = { lat: (bounds[1] + bounds[3]) / 2, lng: (bounds[0] + bounds[2]) / 2 }
  const site = await desk('POST', `/customers/${customer.id}/sites`, { address: '丁香路100弄3号602', region: districts[0].code, place })
  const machine = await desk('POST', '/assets', {
    customer_id: customer.id, site_id: site.id, category: 'washer', name: '云江 10 公斤滚筒洗衣机', serial: `YJ-RPT-${phone.slice(-6)}`, sold_on: '2026-06-01', installed_on: '2026-06-03',
  })
  return { machine, customer, phone }
}

/** A photo as a phone takes it, sent by whoever is signed in at the page; its hash. */
async function aPhoto(page, nth) {
  const bytes = await page.evaluate(async (nth) => {
    const [width, height] = nth % 4 === 2 ? [1500, 2000] : [2000, 1500]
    const canvas = Object.assign(document.createElement('canvas'), { width, height })
    const paper = canvas.getContext('2d')
    const light = paper.createLinearGradient(0, 0, width, height)
    light.addColorStop(0, `hsl(${200 + nth * 13} 22% 82%)`)
    light.addColorStop(1, `hsl(${200 + nth * 13} 18% 55%)`)
    paper.fillStyle = light
    paper.fillRect(0, 0, width, height)
    paper.fillStyle = '#f6f7f8'
    paper.fillRect(width * 0.18, height * 0.14, width * 0.64, height * 0.74)
    paper.fillStyle = '#39434c'
    paper.beginPath()
    paper.arc(width / 2, height * 0.54, Math.min(width, height) * 0.24, 0, Math.PI * 2)
    paper.fill()
    paper.fillStyle = '#39434c'
    paper.font = '64px sans-serif'
    paper.fillText(`NO. ${nth + 1}`, width * 0.22, height * 0.24)
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.86))
    return [...new Uint8Array(await blob.arrayBuffer())]
  }, nth)
  return send(page, bytes)
}

async function aSignature(page) {
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 240 })
    const paper = canvas.getContext('2d')
    paper.font = 'italic 110px cursive, serif'
    paper.fillStyle = '#15202b'
    paper.fillText('周文静', 120, 160)
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'))
    return [...new Uint8Array(await blob.arrayBuffer())]
  })
  return send(page, bytes)
}

async function send(page, bytes) {
  const sha256 = createHash('sha256').update(Buffer.from(bytes)).digest('hex')
  const status = await page.evaluate(async ([sha256, bytes]) => {
    const { csrf } = await (await fetch('/api/v1/session')).json()
    const answer = await fetch(`/api/v1/files/${sha256}`, { method: 'PUT', headers: { 'x-csrf-token': csrf }, body: new Uint8Array(bytes) })
    return answer.status
  }, [sha256, bytes])
  assert.ok([200, 201].includes(status), `a photo is taken: ${status}`)
  return sha256
}
