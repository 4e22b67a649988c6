// A fitted wardrobe: measured, delivered, installed with a damaged panel, and the second visit that mends it; the technician on a phone,
// the customer on another, dispatcher and desk at their own screens.
import assert from 'node:assert/strict'
import { anOrder, asCustomer, dayIn, freshPhone, twoWhoCan } from './_acts.mjs'
import { answerSteps, goThere, sent } from './_phone.mjs'
import { accepts, addHelper, atDesk, ends, sendOut, works } from './_screens.mjs'
import { journey } from './_stage.mjs'

await journey(
  'wardrobe-follow-up',
  async ({ page, base, picture, api, enter, visitor, stranger, restart }) => {
    const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
    const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
    const crew = await twoWhoCan(base, admin, dispatcher, 'furniture')
    const [lead] = crew
    const phone = freshPhone()
    const order = await anOrder(desk, {
      name: '温静', phone, type: 'custom_install', category: 'wardrobe', described: '主卧定制衣柜，两米四通顶', unit_id: lead.unit_id,
    })
    const customer = await stranger()
    await asCustomer(customer, base, desk, order.id, phone)
    const office = await atDesk(visitor, 'desk')
    const board = await atDesk(visitor, 'dispatcher')
    await enter(page, lead.login)
    await page.goto(`${base}/field/today`)

    // measured first, then delivered: orders of their own that follow each other
    for (const leg of ['measure', 'deliver']) {
      const { linked, visits } = await desk('GET', `/orders/${order.id}`)
      assert.equal(visits.length, 0, `nobody installs before the ${leg}`)
      const part = linked.find((each) => each.type === leg)
      assert.ok(part, `the ${leg} was opened by itself`)
      await sendOut(board, base, part.id, { name: lead.name })
      await accepts(page, base, part.number)
      await works(page)
      await ends(page, base)
    }
    await office.goto(`${base}/orders/${order.id}`)
    await office.getByRole('heading', { name: order.number }).waitFor()
    await picture('1-measured-and-delivered', office)

    // the installation on the phone: a panel is broken, which asks for its photo
    const [install] = (await desk('GET', `/orders/${order.id}`)).visits
    assert.equal(install.leg, 'install')
    await sendOut(board, base, order.id, { name: lead.name })
    await accepts(page, base, order.number)
    await addHelper(board, base, order.id)
    await goThere(page)
    await page.locator('#step-goods_check').getByRole('radio', { name: '破损' }).click()
    await page.locator('#step-goods_photo').waitFor()
    await answerSteps(page, { 包件核对: '破损' })
    await picture('2-damaged')
    await page.goto(`${base}/field/visits/${install.id}/finish`)
    await page.getByRole('radio', { name: '待配件' }).click()
    await page.getByRole('radio', { name: '需要配件' }).click()
    const again = dayIn(Date.parse(now) + 3 * 86_400_000)
    await page.getByLabel('日期').fill(again)
    await page.getByLabel('说明').fill('侧板运输破损，已报厂家补发一块')
    await picture('3-needs-a-panel')
    await page.getByRole('button', { name: /^提交：/ }).click()
    await page.waitForURL(/\/field\/today/)
    await sent(page)

    // it is planned by itself, with its cause and the day that was agreed on; customer and desk see it
    const half = await desk('GET', `/orders/${order.id}`)
    const follow = half.visits.find((each) => each.previous_id === install.id)
    assert.ok(follow, 'a second visit is planned')
    assert.equal(follow.cause, 'needs_parts')
    assert.equal(dayIn(follow.window_from_at), again, 'on the day that was agreed on')
    assert.notEqual(half.phase, 'finished')
    await customer.getByText('第 2 次上门').waitFor({ timeout: 20_000 })
    await picture('4-customer-waits', customer)
    await office.reload()
    await office.getByText('侧板运输破损').first().waitFor()
    await picture('5-desk', office)

    // the panel has come: three days later the same two go again, see what was found, and finish
    await sendOut(board, base, order.id, { name: lead.name })
    await accepts(page, base, order.number)
    await addHelper(board, base, order.id)
    await restart(Date.parse(follow.window_from_at))
    await enter(page, lead.login)
    await page.goto(`${base}/field/visits/${follow.id}`)
    await page.getByText('因上次').first().waitFor()
    await page.getByText('侧板运输破损').waitFor()
    await picture('6-second-visit')
    await goThere(page)
    await answerSteps(page)
    await page.getByRole('button', { name: '步骤完成，去完工' }).click()
    await page.getByRole('radio', { name: '已解决' }).waitFor()
    await page.getByRole('button', { name: /^提交：/ }).click()
    await page.waitForURL(/\/field\/today/)
    await sent(page)
    const then = await api('manager')
    const done = await then('GET', `/orders/${order.id}`)
    assert.equal(done.phase, 'finished')
    const trail = (await then('GET', `/orders/${order.id}/trail?limit=200`)).items
    assert.equal(trail.filter((each) => each.kind === 'visit.finished').length, 2)
    await customer.getByRole('button', { name: /请评价/ }).waitFor({ timeout: 20_000 })
    await picture('7-to-review', customer)
  },
  { phone: true },
)
