// A machine is exchanged: the old one goes back and its file ends, the new one has a file of its own, found by its plate on the phone;
// the customer sees both happen, and has one machine at the end.
import assert from 'node:assert/strict'
import { asCustomer, freshPhone, twoWhoCan } from './_acts.mjs'
import { accepts, atDesk, ends, sendOut, works } from './_screens.mjs'
import { journey } from './_stage.mjs'

await journey(
  'exchange',
  async ({ page, base, picture, api, enter, visitor, stranger }) => {
    const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
    const crew = await twoWhoCan(base, admin, dispatcher)
    const [lead] = crew
    const phone = freshPhone()
    const { districts } = await desk('GET', '/map')
    const { customer } = await desk('POST', '/customers', { name: '许嘉宁', phone })
    const site = await desk('POST', `/customers/${customer.id}/sites`, { address: '梧桐路9弄2号1101', region: districts[0].code })
    const plate = `OLD-${phone.slice(-6)}`
    const old = await desk('POST', '/assets', {
      customer_id: customer.id, site_id: site.id, category: 'washer', name: '云江 10 公斤滚筒洗衣机', serial: plate, sold_on: '2026-09-01', installed_on: '2026-09-03',
    })
    const opened = await desk('POST', '/orders', {
      type: 'exchange', channel: 'phone', described: '三天两头报警，同意换新', customer_id: customer.id, on_duplicate: 'open', unit_id: lead.unit_id,
      items: [{ asset_id: old.id }],
    })
    const id = opened.id ?? opened.order?.id
    const buyer = await stranger()
    await asCustomer(buyer, base, desk, id, phone)

    // the old one is fetched and the new one brought before anybody installs
    const first = (await desk('GET', `/orders/${id}`)).visits
    assert.deepEqual(first.map((each) => each.leg).sort(), ['deliver', 'take_back'])
    const office = await atDesk(visitor, 'dispatcher')
    await enter(page, lead.login)
    await page.goto(`${base}/field/today`)
    const { number } = await desk('GET', `/orders/${id}`)
    for (const _ of first) {
      await sendOut(office, base, id, { name: lead.name })
      await accepts(page, base, number)
      await works(page)
      await ends(page, base)
    }
    const install = (await desk('GET', `/orders/${id}`)).visits.find((each) => each.leg === 'install')
    assert.ok(install, 'the installation begins when both are done')

    // installed
    await sendOut(office, base, id, { name: lead.name })
    await accepts(page, base, number)
    await works(page)
    await ends(page, base, { fill: () => picture('1-finish') })
    await office.locator('.head').getByText('已完工').waitFor({ timeout: 20_000 })
    const order = await desk('GET', `/orders/${id}`)
    assert.equal(order.phase, 'finished')

    // the plates: the old one's file has ended, the new one's has begun
    const machines = (await desk('GET', `/assets?customer_id=${customer.id}&limit=10`)).items
    const [before, after] = [machines.find((each) => each.id === old.id), machines.find((each) => each.id !== old.id)]
    assert.equal(before.status, 'exchanged')
    assert.equal(after?.status, 'in_use')
    assert.ok(after.serial && after.serial !== plate, 'the new machine has a plate of its own')
    await page.getByRole('button', { name: '扫机器码' }).click()
    await page.getByLabel('或直接输入').fill(after.serial.toLowerCase())
    await page.getByRole('button', { name: '确定' }).click()
    await page.waitForURL(new RegExp(`/field/machines/${after.id}`))
    await page.getByText(after.serial).first().waitFor()
    await picture('2-file-of-the-new')

    // a label that was printed for the new one leads there too, and one that is none of theirs to what anybody may know
    const label = (await admin('POST', '/asset-labels', { asset_ids: [after.id] })).items[0].path
    const others = (await desk('GET', '/assets?limit=50&category=fridge')).items.find((each) => each.customer_id !== customer.id && each.status === 'in_use')
    const foreign = (await admin('POST', '/asset-labels', { asset_ids: [others.id] })).items[0].path
    await scan(page, base, base + label)
    await page.waitForURL(new RegExp(`/field/machines/${after.id}`))
    await scan(page, base, base + foreign)
    await page.getByText(others.name).first().waitFor()
    await picture('3-another-machine')
    await scan(page, base, 'NO-SUCH-PLATE')
    await page.getByText('没有找到').waitFor()

    // and the customer has one machine
    await buyer.getByRole('button', { name: /请评价/ }).waitFor({ timeout: 20_000 })
    await buyer.getByRole('button', { name: '我的机器' }).click()
    await buyer.locator('.list button').first().waitFor()
    assert.equal(await buyer.locator('.list button').count(), 1)
    await buyer.locator('.list button').first().click()
    await buyer.getByText(after.serial).first().waitFor()
    await picture('4-customer', buyer)
  },
  { phone: true },
)

/** By hand, as no camera sees a plate here. */
async function scan(page, base, text) {
  await page.goto(`${base}/field/today`)
  await page.getByRole('button', { name: '扫机器码' }).click()
  await page.getByLabel('或直接输入').fill(text)
  await page.getByRole('button', { name: '确定' }).click()
}
