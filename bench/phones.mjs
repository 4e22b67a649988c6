// The phones' apps as a cheap phone opens them: node bench/phones.mjs BASE [ROUNDS] (5).
// BASE is a demo company that a release program serves (`fieldloop serve --demo`). Chromium at 390×844 with its processor slowed down to a
// quarter, and nothing in its cache: from the tap on an address until what one came for is painted. Then three hundred photos in the queue,
// at the same pace: how its lists move. Prints the tables of bench/README.md.
//   CHROMIUM   the browser (/usr/bin/chromium)
//   SLOW_DOWN  how many times slower the processor is (4)
//   PHONES_FIELD, PHONES_CUSTOMER  folders of apps that were built since the program
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keepMany } from '../tests/journeys/_phone.mjs'
import { appsInsteadOf } from '../tests/journeys/_stage.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')
const server = process.argv[2]
const rounds = Number(process.argv[3] ?? 5)
const slow_down = Number(process.env.SLOW_DOWN ?? 4)
const target_ms = 2_500
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const screen = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', serviceWorkers: 'block' }

const door = await appsInsteadOf(server, { field: process.env.PHONES_FIELD, c: process.env.PHONES_CUSTOMER })
const { base } = door
const welcome = await (await fetch(`${base}/api/v1/welcome`)).json()
const signedIn = async (login) => {
  const body = JSON.stringify({ company: welcome.company, login, password: welcome.password })
  const answer = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const cookie = answer.headers.get('set-cookie').split(';')[0]
  const { csrf } = await (await fetch(`${base}/api/v1/session`, { headers: { cookie } })).json()
  const call = async (method, path, wanted) => {
    const headers = { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
    const told = await fetch(`${base}/api/v1${path}`, { method, headers, body: wanted && JSON.stringify(wanted) })
    if (!told.ok) throw new Error(`${login}: ${method} ${path}: ${told.status} ${await told.text()}`)
    return told.json()
  }
  return { cookie, call }
}

/** Somebody who goes somewhere today, and the visit with the most steps. */
async function somebodyBusy() {
  const day = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Shanghai' }).format(new Date(welcome.now))
  for (const { login } of welcome.people.filter((each) => each.role === 'technician')) {
    const who = await signedIn(login)
    const rows = (await who.call('GET', `/visits?mine=true&day=${day}&limit=50`)).items.filter((row) => row.visit.status !== 'offered')
    const open = rows.find((row) => ['accepted', 'departed', 'arrived', 'working'].includes(row.visit.status))
    if (rows.length > 1 && open) return { who, visit: open.visit.id, order: open.order, count: rows.length }
  }
  throw new Error('nobody of the demo company has a visit today')
}

/** A verified link to a finished order with photos where there is one, and what leads to it. */
async function customersPages(desk) {
  const [done] = (await desk.call('GET', '/orders?phase=finished,reviewed,closed&limit=1')).items
  const { path } = await desk.call('POST', `/orders/${done.id}/customer-links`, {})
  const [machine] = (await desk.call('GET', '/assets?limit=50')).items.filter((each) => each.customer_id)
  const label = (await desk.call('POST', '/asset-labels', { asset_ids: [machine.id] })).items[0].path
  return { path, label }
}

const busy = await somebodyBusy()
const [guide, manager, desk] = await Promise.all(['guide', 'manager', 'desk'].map(signedIn))
const { path, label } = await customersPages(desk)

const starts = [
  ['field app: sign-in', undefined, '/field/', '.people button, button'],
  [`field app: the day, ${busy.count} visits`, busy.who, '/field/today', 'main a.visit'],
  ['field app: a visit', busy.who, `/field/visits/${busy.visit}`, 'main .who'],
  ['field app: its steps', busy.who, `/field/visits/${busy.visit}/steps`, 'article.step'],
  ['field app: leads of a guide', guide, '/field/leads', 'main a.fp-to, main .state'],
  ['field app: cockpit of a manager', manager, '/field/cockpit', 'main .fp-card'],
  ['customer: progress of an order', undefined, path, '.hero h1'],
  ['customer: a machine by its label', undefined, label, 'article.card h2'],
  ['customer: request form', undefined, `${label}#request`, 'form'],
]

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args })
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
const ms = (length) => (Number.isNaN(length) ? '—' : `${length.toFixed(0)} ms`)

/** A phone of its own, with nothing in its cache. */
async function phone(who) {
  const context = await browser.newContext(screen)
  if (who) await context.addCookies([{ name: who.cookie.split('=')[0], value: who.cookie.slice(who.cookie.indexOf('=') + 1), url: base }])
  const tab = await context.newPage()
  const tools = await context.newCDPSession(tab)
  await tools.send('Network.enable')
  await tools.send('Network.setCacheDisabled', { cacheDisabled: true })
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slow_down })
  return { context, tab }
}

/** In the page: keeps when `selector` was painted first, and the longest task until then. */
function watched(selector) {
  window.longest = 0
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) window.longest = Math.max(window.longest, each.duration)
  }).observe({ type: 'longtask', buffered: true })
  const look = () => {
    const found = [...document.querySelectorAll(selector)].some((each) => each.getClientRects().length)
    if (found) requestAnimationFrame(() => setTimeout(() => { window.painted_ms = performance.now() }))
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

async function start([, who, to, selector]) {
  const { context, tab } = await phone(who)
  let bytes = 0
  tab.on('response', async (answer) => {
    if (/\.(js|css)$/.test(new URL(answer.url()).pathname)) bytes += Number((await answer.allHeaders().catch(() => ({})))['content-length'] ?? 0)
  })
  await tab.addInitScript(watched, selector)
  await tab.goto(base + to, { waitUntil: 'commit' })
  await tab.waitForFunction(() => window.painted_ms, undefined, { timeout: 30_000 })
  const told = await tab.evaluate(() => ({
    painted: window.painted_ms,
    first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    longest: window.longest,
  }))
  await context.close()
  return { ...told, kb: bytes / 1000 }
}

console.log(`| opened, processor ${slow_down}× slower, empty cache | target | painted | slowest of ${rounds} | first paint | longest task | script and style | |`)
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |')
// the first page of a browser pays for its start
await start(starts[0])
for (const each of starts) {
  const told = []
  for (let round = 0; round < rounds; round++) told.push(await start(each))
  const of = (what) => told.map((one) => one[what])
  const worst = Math.max(...of('painted'))
  console.log(`| ${each[0]} | ${target_ms} ms | ${median(of('painted')).toFixed(0)} ms | ${worst.toFixed(0)} ms | ${ms(median(of('first')))} | ${median(of('longest')).toFixed(0)} ms | ${median(of('kb')).toFixed(0)} kB | ${worst <= target_ms ? 'met' : median(of('painted')) <= target_ms ? 'met, not by the slowest' : '**missed**'} |`)
}

/** In the page: moves down the whole of it as a thumb does, and tells how the frames came. */
async function scrolled() {
  const gaps = []
  let last = await new Promise(requestAnimationFrame)
  for (let at = 0; at < document.documentElement.scrollHeight; at += 60) {
    scrollTo(0, at)
    const now = await new Promise(requestAnimationFrame)
    gaps.push(now - last)
    last = now
  }
  gaps.sort((a, b) => a - b)
  const sum = gaps.reduce((all, each) => all + each, 0)
  return { frames: gaps.length, fps: (1000 * gaps.length) / sum, p95: gaps[Math.floor(gaps.length * 0.95)], worst: gaps.at(-1) }
}

const { context, tab } = await phone(busy.who)
await tab.goto(`${base}/field/visits/${busy.visit}`)
await tab.locator('main .who').waitFor()
const tools = await context.newCDPSession(tab)
// photos are put in as fast as the machine can, and looked at as slowly as the phone is
await tools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
await context.setOffline(true)
const words = tab.getByLabel('写给调度和同事')
await words.fill('门口有台阶')
await tab.getByRole('button', { name: '发送' }).click()
await tab.waitForTimeout(1_000)
await tab.evaluate(keepMany, { visit: busy.visit, about: `${busy.order.number} ${busy.order.contact_name}` })
await context.setOffline(false)
// the network is there for the page itself and for nothing that is sent
await context.route(/\/api\/v1\/(files|visits\/.*\/evidence|orders\/.*\/messages)/, (route) => (route.request().method() === 'GET' ? route.fallback() : route.abort()))
await tools.send('Emulation.setCPUThrottlingRate', { rate: slow_down })
console.log(`\n| 300 photos in the queue, processor ${slow_down}× slower | target | frames | p95 | worst | opened in | |`)
console.log('| --- | ---: | ---: | ---: | ---: | ---: | --- |')
for (const [name, to, selector, before] of [
  ['the queue', '/field/queue', 'main .deed'],
  ['the visit, as it opens', `/field/visits/${busy.visit}`, 'main .tile'],
  ['the visit, all photos shown', `/field/visits/${busy.visit}`, 'main .tile', /显示全部 \d+ 张照片/],
  ['the day', '/field/today', 'main a.visit'],
]) {
  const began = Date.now()
  await tab.goto(base + to)
  await tab.locator(selector).first().waitFor({ timeout: 60_000 })
  const opened_ms = Date.now() - began
  if (before) await tab.getByRole('button', { name: before }).click()
  await tab.waitForTimeout(1_500)
  const { fps, p95, worst } = await tab.evaluate(scrolled)
  console.log(`| ${name} | 50 fps | ${fps.toFixed(1)} fps | ${p95.toFixed(0)} ms | ${worst.toFixed(0)} ms | ${opened_ms} ms | ${fps >= 50 ? 'met' : '**missed**'} |`)
}
await browser.close()
door.close()
