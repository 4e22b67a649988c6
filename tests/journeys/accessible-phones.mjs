// Every page of the staff's phone app, by day and by night and on a narrow phone: axe-core finds nothing serious, nothing is wider than the screen.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { anOrder, fitsInWidth, freshPhone, give, twoWhoCan } from './_acts.mjs'
import { journey } from './_stage.mjs'

const web = createRequire(fileURLToPath(new URL('../../web/package.json', import.meta.url)))
const axe = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8')
const narrow = { width: 360, height: 740 }

await journey(
  'accessible-phones',
  async ({ page, base, picture, api, enter, visitor }) => {
    const [admin, dispatcher, desk] = await Promise.all(['admin', 'dispatcher', 'desk'].map(api))
    const { now } = await (await fetch(`${base}/api/v1/welcome`)).json()
    const [lead] = await twoWhoCan(base, admin, dispatcher)
    const machine = (await desk('GET', '/assets?limit=200&category=fridge')).items.find((each) => each.status === 'in_use' && each.customer_id)
    const order = await anOrder(desk, { customer: undefined, customer_id: machine.customer_id, site: undefined, items: [{ asset_id: machine.id }], category: undefined, unit_id: lead.unit_id, contact_phone: freshPhone() })
    const visit = order.visits[0].id
    await give(dispatcher, visit, [lead], now)
    const [sale] = (await desk('GET', '/sales?limit=1')).items
    const guide = await visitor('guide')
    const seller = await api('guide')
    const [product] = (await seller('GET', '/products?limit=50&status=active')).items.filter((each) => each.price_minor > 0)
    const visited = (await seller('POST', '/leads', { source: 'walk_in', name: '周女士', phone: freshPhone(), products: [product.id] })).lead.id
    const offered = await seller('POST', `/leads/${visited}/quotes`, { lines: [{ product_id: product.id, quantity: 1 }] })
    const manager = await visitor('manager')
    await enter(page, lead.login)
    const rooms = [
      [page, ['today', `visits/${visit}`, `visits/${visit}/steps`, `visits/${visit}/finish`, `visits/${visit}/bill`, `visits/${visit}/void`, `machines/${machine.id}`, 'queue', 'me']],
      [guide, ['leads', 'leads/new', `leads/${visited}`, `leads/${visited}/quote`, `leads/${visited}/sell/${offered.quotes[0].id}`, 'sales', 'sales/new', `sales/${sale.id}`, 'customers', `customers/${sale.customer_id}`, 'me']],
      [manager, ['cockpit', 'exceptions', 'orders?of=late', 'orders?of=search&words=', `orders/${order.id}`]],
    ]
    for (const [night, size] of [['no', { width: 390, height: 844 }], ['yes', narrow]])
      for (const [screen, places] of rooms) {
        await screen.setViewportSize(size)
        await screen.addInitScript((dark) => localStorage.setItem('fieldloop.dark', dark), night)
        for (const place of places) {
          await screen.goto(`${base}/field/${place}`)
          await screen.locator('main').first().waitFor()
          await screen.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined)
          const what = `${place.replace(/[0-9a-f-]{36}/g, '…')} ${night === 'yes' ? 'by night' : 'by day'}`
          await fitsInWidth(screen, what)
          await screen.evaluate(axe)
          const found = await screen.evaluate(async () => {
            const { violations } = await window.axe.run(document, { resultTypes: ['violations'] })
            return violations.filter((each) => ['serious', 'critical'].includes(each.impact)).flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 160)}`))
          })
          assert.deepEqual(found, [], `${what}: axe-core finds something serious`)
        }
      }
    await picture('1-last', manager)
  },
  { phone: true },
)
