// A smart toilet and a shower room in one appointment: two technicians at one visit, each with a phone; what one does the other sees;
// the customer signs once for both, each machine has its own file, and the work is shared.
import assert from 'node:assert/strict'
import { anOrder, asCustomer, fitsInWidth, freshPhone, twoWhoCan } from './_acts.mjs'
import { answerSteps, goThere, sent } from './_phone.mjs'
import { accepts, addHelper, atDesk, loginOf, sendOut } from './_screens.mjs'
import { journey } from './_stage.mjs'

await journey(
  'combined-bathroom',
  async ({ page, base, picture, api, enter, visitor, stranger }) => {
    const [admin, dispatcher, desk, manager] = await Promise.all(['admin', 'dispatcher', 'desk', 'manager'].map(api))
    const crew = await twoWhoCan(base, admin, dispatcher, 'bathroom')
    const [lead] = crew
    const phone = freshPhone()
    const order = await anOrder(desk, {
      name: '方远山', phone, type: 'install', category: undefined, described: '智能马桶和淋浴房一起装', unit_id: lead.unit_id,
      items: [{ category: 'smart_toilet', described: '智能马桶' }, { category: 'shower_room', described: '淋浴房' }],
    })
    assert.equal(order.visits.length, 1, 'one appointment for both')
    const visit = order.visits[0].id

    // sent out by the dispatcher, accepted on the lead's phone; the helper joins, and both have it, each as what they go
    const office = await atDesk(visitor, 'dispatcher')
    await enter(page, lead.login)
    await page.goto(`${base}/field/today`)
    await sendOut(office, base, order.id, { name: lead.name })
    await accepts(page, base, order.number)
    const helper = { name: await addHelper(office, base, order.id) }
    const second = await visitor(await loginOf(base, helper.name))
    for (const [screen, other] of [[page, helper], [second, lead]]) {
      await screen.goto(`${base}/field/visits/${visit}`)
      await screen.getByRole('button', { name: '出发' }).waitFor()
      await screen.getByText(other.name).first().waitFor()
    }
    const customer = await stranger()
    await asCustomer(customer, base, desk, order.id, phone)
    await picture('1-crew', second)

    // one sets out, the other need not
    await goThere(page)
    await second.getByRole('button', { name: /^步骤/ }).click()
    await second.locator('#step-unpack').waitFor()
    await customer.getByRole('heading', { name: '师傅已到达' }).waitFor({ timeout: 20_000 })

    // the helper photographs what was unpacked; the lead sees it done
    await answerOne(second, 'unpack')
    await sent(second)
    await page.locator('#step-unpack.done').waitFor({ timeout: 20_000 })
    await picture('2-done-by-the-other')
    console.log(`${await answerSteps(page)} taps and fields for the lead's steps`)
    await sent(page)
    // one signature for both: it is on the helper's phone as well
    await second.locator('#step-customer_sign.done').waitFor({ timeout: 20_000 })
    await picture('3-signed', second)

    // two machines, two plates
    await page.goto(`${base}/field/visits/${visit}/finish`)
    const plates = page.locator('section', { has: page.getByRole('heading', { name: '各台机器的序列号' }) })
    await plates.waitFor()
    const first = await plates.locator('input').first().getAttribute('placeholder')
    await plates.getByLabel('淋浴房').fill(first)
    await page.getByText('写了两次').waitFor()
    assert.ok(await page.getByRole('button', { name: /^提交：/ }).isDisabled(), 'one plate cannot be two machines')
    const serial = `LY-${phone.slice(-6)}`
    await plates.getByLabel('淋浴房').fill(serial)
    await fitsInWidth(page, 'the end of a combined visit')
    await picture('4-plates')
    await page.getByRole('button', { name: /^提交：/ }).click()
    await page.waitForURL(/\/field\/today/)
    await sent(page)

    // each machine has its file, the crew its time and share, the trail each name
    const done = await desk('GET', `/orders/${order.id}`)
    assert.equal(done.phase, 'finished')
    const serials = done.items.map((each) => each.serial)
    assert.ok(serials.every(Boolean) && new Set(serials).size === 2, `two serial numbers: ${serials}`)
    assert.ok(serials.includes(serial))
    const { visit: after } = await dispatcher('GET', `/visits/${visit}`)
    assert.equal(after.crew.reduce((sum, each) => sum + each.share_bp, 0), 10_000, 'the shares are a whole')
    assert.ok(after.crew.every((each) => each.started_at && each.ended_at), 'both have worked')
    const trail = (await manager('GET', `/orders/${order.id}/trail?limit=200`)).items
    const by = (kind) => new Set(trail.filter((each) => each.kind === kind).map((each) => each.actor.name))
    assert.deepEqual(by('visit.evidence_added'), new Set([lead.name, helper.name]), 'the trail tells who took which picture')
    assert.equal(trail.filter((each) => each.kind === 'visit.finished').length, 1)
    await second.goto(`${base}/field/visits/${visit}`)
    await second.locator('header').getByText('已完工').or(second.locator('header').getByText('已完成')).first().waitFor()

    // the dispatcher sees it finished without a reload, and the customer has both
    await office.locator('.head').getByText('已完工').waitFor({ timeout: 20_000 })
    await customer.getByRole('button', { name: /请评价/ }).waitFor({ timeout: 20_000 })
    await customer.getByRole('button', { name: '我的机器' }).click()
    await customer.locator('.list button').nth(1).waitFor()
    await picture('5-two-machines', customer)
  },
  { phone: true },
)

/** One step alone, with what it asks for. */
async function answerOne(page, code) {
  const step = page.locator(`#step-${code}`)
  for (let taken = 0; taken < 6 && !(await page.locator(`#step-${code}.done`).count()); taken++) {
    await step.locator('.fp-tile-add').click()
    const camera = page.locator('.camera:visible')
    await page.waitForFunction(() => [...document.querySelectorAll('.shutter')].some((each) => each.offsetParent && !each.disabled))
    await camera.getByRole('button', { name: '拍照', exact: true }).click()
    await camera.getByRole('button', { name: '使用' }).click()
    await camera.getByRole('button', { name: '拍照', exact: true }).waitFor()
    await camera.getByRole('button', { name: '关闭相机' }).click()
    await page.locator('.camera:visible').waitFor({ state: 'hidden' })
  }
}
