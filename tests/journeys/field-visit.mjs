// A technician's visit on a phone, from the offer to the signature, with the network dead in the middle: what is done without it arrives
// later, each once and in its order; the dispatcher and the customer, who look on at their own screens, see it then without a reload. The taps
// are counted, apart from those that answer steps.
import assert from 'node:assert/strict'
import { answerSteps, counting, sent, sign } from './_phone.mjs'
import { atDesk, linkSent, sendOut } from './_screens.mjs'
import { journey } from './_stage.mjs'

const taps_max = 25

await journey(
  'field-visit',
  async ({ page, context, base, picture, api, visitor, stranger }) => {
    const [dispatcher, desk] = await Promise.all(['dispatcher', 'desk'].map(api))
    const office = await atDesk(visitor, 'dispatcher')
    const { technician, login, visit, place } = await somethingToDo(base, dispatcher)
    console.log(`${login} is to go to ${visit.order_number}`)
    if (place) await context.setGeolocation({ latitude: place.lat, longitude: place.lng })

    await page.goto(`${base}/field/`)
    await page.getByRole('button', { name: login }).waitFor()
    await picture('1-sign-in')
    await page.getByRole('button', { name: login }).click()
    await page.waitForURL(/\/field\/today/)
    await page.locator('.days').waitFor()
    // what is offered while one looks on appears by itself
    await page.waitForFunction(() => document.querySelector('main a.visit, main .state'))
    await picture('2-today')
    await sendOut(office, base, visit.order_id, { name: technician.name })
    const offer = page.locator('.offer', { hasText: visit.order_number })
    await offer.waitFor({ timeout: 15_000 })
    await picture('3-offer')

    const hand = counting(page)
    await hand.tap(offer.getByRole('button', { name: '接单' }))
    await page.waitForURL(new RegExp(`/field/visits/${visit.visit_id}`))
    await page.getByRole('button', { name: '出发' }).waitFor()
    await picture('4-visit')
    const customer = await stranger()
    await customer.goto(base + (await linkSent(desk, visit.order_id)))
    await hand.tap(page.getByRole('button', { name: '出发' }))
    await page.getByRole('button', { name: '到达' }).waitFor()
    await sent(page)
    await customer.getByRole('heading', { name: '师傅已出发' }).waitFor({ timeout: 20_000 })
    await office.getByText('已出发').first().waitFor({ timeout: 20_000 })

    // the network dies; the work goes on
    await context.setOffline(true)
    await hand.tap(page.getByRole('button', { name: '到达' }))
    await page.getByRole('button', { name: '都好了，开工' }).waitFor()
    await picture('5-before-the-door')
    await hand.tap(page.getByRole('button', { name: '都好了，开工' }))
    const steps = page.locator('article.step')
    await page.waitForURL(/steps|visits/)
    if (await page.waitForURL(/\/steps$/, { timeout: 5_000 }).then(() => true, () => false)) {
      await steps.first().waitFor()
      await picture('6-steps')
      console.log(`${await answerSteps(page)} taps and fields for the steps`)
      await picture('7-steps-done')
      await hand.tap(page.getByRole('button', { name: '返回' }))
    }
    const waiting = Number(await page.locator('header .sign b').innerText())
    assert.ok(waiting >= 3, 'what was done without a network waits, visibly')

    // the bill: ticked, agreed to with a signature, without the network
    await hand.tap(page.locator('a.bill'))
    await page.locator('.pick').first().waitFor()
    await hand.tap(page.locator('.pick').first())
    await hand.tap(page.getByRole('button', { name: /^添加 1 项/ }))
    await page.getByText('已添加').waitFor()
    const approves = await page.getByRole('button', { name: /^请客户确认/ }).isVisible()
    if (approves) {
      await hand.tap(page.getByRole('button', { name: /^请客户确认/ }))
      await sign(page, hand)
      await picture('8-bill')
      await hand.tap(page.getByRole('button', { name: /^收款/ }))
      await hand.tap(page.getByRole('radio', { name: '现金' }))
      await hand.tap(page.getByRole('button', { name: '确认收到' }))
    }
    await hand.tap(page.getByRole('button', { name: '返回' }))

    // the app itself opens without a network, at the visit as it was left
    await page.reload()
    await page.getByRole('button', { name: '完工' }).waitFor()
    await picture('9-opened-without-network')
    await hand.tap(page.getByRole('button', { name: '完工' }))
    await page.getByRole('radio', { name: '已解决' }).waitFor()
    const signs = page.getByRole('button', { name: '签字', exact: true })
    if (await signs.isVisible()) {
      await hand.tap(signs)
      await sign(page, hand)
    }
    await picture('10-finish')
    await hand.tap(page.getByRole('button', { name: /^提交：/ }))
    await page.waitForURL(/\/field\/today/)
    await page.goto(`${base}/field/queue`)
    await page.getByText('没有网络，恢复后自动发送').waitFor()
    await picture('11-queue')
    console.log(`${hand.taps} taps from the offer to the end, apart from the steps`)
    assert.ok(hand.taps <= taps_max, `${hand.taps} taps`)
    assert.equal((await dispatcher('GET', `/visits/${visit.visit_id}`)).visit.status, 'departed', 'the office knows nothing of it yet')
    await customer.getByRole('heading', { name: '师傅已出发' }).waitFor()

    // the network is back: everything arrives by itself
    await context.setOffline(false)
    await page.getByText('全部已送达').first().waitFor({ timeout: 60_000 })
    await picture('12-sent')
    await office.locator('.head').getByText('已完工').waitFor({ timeout: 20_000 })
    await customer.getByRole('heading', { name: '服务完成' }).waitFor({ timeout: 20_000 })
    await picture('13-office', office)
    await picture('14-customer', customer)
    const after = await dispatcher('GET', `/visits/${visit.visit_id}`)
    assert.equal(after.visit.status, 'done')
    assert.equal(after.visit.outcome, 'solved')
    assert.equal(after.visit.evidence_complete, true, 'all pictures are there')
    assert.ok(after.visit.arrived_at < after.visit.started_at && after.visit.started_at < after.visit.finished_at, 'each has its own time')
    const manager = await api('manager')
    const trail = (await manager('GET', `/orders/${visit.order_id}/trail?limit=100`)).items
    for (const kind of ['visit.accepted', 'visit.departed', 'visit.arrived', 'visit.started', 'visit.finished'])
      assert.equal(trail.filter((each) => each.kind === kind).length, 1, `${kind} once`)
    assert.ok(trail.filter((each) => each.kind === 'visit.finished').every((each) => each.via === 'field'))
  },
  { phone: true },
)

/** A visit that nobody goes to yet, and who should, on this very day. */
async function somethingToDo(base, dispatcher) {
  const { people } = await (await fetch(`${base}/api/v1/welcome`)).json()
  const waiting = (await dispatcher('GET', '/visits/unassigned?limit=60')).items
  for (const visit of waiting) {
    const { candidates, at } = await dispatcher('GET', `/visits/${visit.visit_id}/recommendations`)
    for (const technician of candidates) {
      if (Date.parse(technician.planned_from_at) > Date.parse(at) + 20 * 3_600_000) continue
      const person = people.find((each) => each.name === technician.name && each.role === 'technician')
      if (person) return { technician, login: person.login, visit, place: visit.place }
    }
  }
  throw new Error('nobody of the demo company’s technicians can be sent anywhere today')
}
