// A technician films the inside of a drain: the network goes in the middle of the video, then the server; both times it goes on from where it
// stood. The bill is open on the technician's phone while the customer says yes on theirs. The report is opened by the customer from its plain link.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { anOrder, asCustomer, fitsInWidth, freshPhone, give, twoWhoCan } from './_acts.mjs'
import { answerSteps, goThere, sent, sign, signHere } from './_phone.mjs'
import { journey } from './_stage.mjs'

const mb = 1024 * 1024
/** So many megabytes that begin as a video does. */
const film = (size) => Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'), randomBytes(size * mb)])

await journey(
  'cut-off-and-agreed',
  async ({ page, context, base, picture, api, enter, stranger, restart }) => {
    const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
    const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
    const [lead] = await twoWhoCan(base, admin, dispatcher, 'bathroom')
    const phone = freshPhone()
    const order = await anOrder(desk, { phone, category: 'drain_pipe', described: '下水道堵塞', unit_id: lead.unit_id })
    const visit = order.visits[0].id
    await give(dispatcher, visit, [lead], now)
    await enter(page, lead.login)
    await page.goto(`${base}/field/visits/${visit}`)
    await goThere(page)

    // twelve pieces; the network goes after some of them
    const pieces = []
    page.on('requestfinished', async (request) => {
      const range = request.headers()['content-range']
      if (range && !range.includes('*') && (await request.response())?.ok()) pieces.push(Number(/bytes (\d+)-/.exec(range)[1]))
    })
    const untilPieces = async (count) => {
      for (let waited = 0; pieces.length < count; waited++) {
        if (waited > 3000) throw new Error(`${pieces.length} of ${count} pieces`)
        await page.waitForTimeout(20)
      }
    }
    // so slow that most of it is still to come when the network goes, on a machine that is busy too
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: mb / 2 })
    const step = page.locator('#step-camera')
    await step.scrollIntoViewIfNeeded()
    await step.locator('input[type=file]').setInputFiles({ name: '内窥.mp4', mimeType: 'video/mp4', buffer: film(12) })
    await step.locator('.tile').waitFor()
    await untilPieces(3)
    // whoever slowed it down leaves first: of two who tell a browser of its network, it is not said whom it believes
    await Promise.all([session.detach(), context.setOffline(true)])
    await page.goto(`${base}/field/queue`)
    await page.getByText('没有网络，恢复后自动发送').waitFor()
    await picture('1-cut-off')
    const before = pieces.length
    await context.setOffline(false)
    await untilPieces(before + 2)
    await picture('2-goes-on')

    // the server goes as well, and comes back
    await restart()
    await page.getByText('全部已送达').first().waitFor({ timeout: 90_000 })
    await picture('3-arrived')
    assert.equal(new Set(pieces).size, pieces.length, `no piece is sent twice: ${pieces.map((at) => at / mb)}`)
    const { evidence } = await dispatcher('GET', `/visits/${visit}`)
    assert.deepEqual(evidence.map((each) => each.kind), ['video'])

    // the bill: the customer says yes while it is shown
    await page.goto(`${base}/field/visits/${visit}/bill`)
    await page.locator('.pick').first().click()
    await page.getByRole('button', { name: /^添加 1 项/ }).click()
    await page.getByText('已添加').waitFor()
    await sent(page)
    await page.getByRole('button', { name: /^请客户确认/ }).waitFor()
    const customer = await stranger()
    await asCustomer(customer, base, desk, order.id, phone)
    await customer.getByRole('button', { name: /请确认价格/ }).click()
    await signHere(customer)
    await fitsInWidth(customer, 'the bill')
    await picture('4-customer-signs', customer)
    await customer.locator('form footer button').click()
    await customer.getByRole('heading', { name: '服务内容' }).waitFor()
    await page.locator('.total').getByText('已确认').waitFor({ timeout: 15_000 })
    assert.equal(await page.getByRole('button', { name: /^请客户确认/ }).count(), 0, 'it is asked once')
    await picture('5-technician-sees-it')

    // the end, and the report by its link
    await page.goto(`${base}/field/visits/${visit}/steps`)
    await answerSteps(page)
    await page.goto(`${base}/field/visits/${visit}/finish`)
    const signs = page.getByRole('button', { name: '签字', exact: true })
    if (await signs.isVisible()) {
      await signs.click()
      await sign(page)
    }
    await page.getByRole('button', { name: /^提交：/ }).click()
    await page.waitForURL(/\/field\/today/)
    await sent(page)
    const report = customer.getByRole('link', { name: /打开报告/ })
    for (let waited = 0; waited < 30 && !(await report.count()); waited++) {
      await customer.waitForTimeout(1_000)
      await customer.reload()
      await customer.getByRole('heading', { name: '服务内容' }).waitFor()
    }
    await report.scrollIntoViewIfNeeded()
    await picture('6-report', customer)
    const [opened] = await Promise.all([customer.context().waitForEvent('page'), report.click()])
    const paper = await customer.context().request.get(new URL(await report.getAttribute('href'), base).href)
    assert.equal(paper.headers()['content-type'], 'application/pdf')
    await opened.close()
  },
  { phone: true },
)
