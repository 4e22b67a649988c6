// The console over a real server with a great many orders, in a real browser: node bench/console.mjs BASE COMPANY LOGIN PASSWORD [ROUNDS] (5).
// The server has to serve the built console. Prints, for each view of the pool, the time from the click on a link until its rows are painted;
// the same for other pages (a route change), and from the last key in Ctrl+K until its answers are there.
//   CHROMIUM  the browser (/usr/bin/chromium)
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')
const [base, company, login, password] = process.argv.slice(2)
const rounds = Number(process.argv[6] ?? 5)
const profile = mkdtempSync(join(tmpdir(), 'fieldloop-console-'))
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args,
  viewport: { width: 1440, height: 900 },
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
})

const views = {
  'pool, as it opens': '/orders',
  'pool: to be dispatched, by due': '/orders?phase=to_dispatch&sort=due',
  'pool: late, by due': '/orders?late=true&sort=due',
  'pool: urgent, by due': '/orders?urgency=high&sort=due',
  'pool: closed air conditioners': '/orders?phase=closed&category=ac',
  'pool: by priority': '/orders?sort=priority',
}
const pages = { customers: '/customers', machines: '/machines', users: '/users', intake: '/intake' }

try {
  const tab = await browser.newPage()
  await tab.goto(`${base}/`)
  await tab.evaluate(
    async ([company, login, password]) => {
      await fetch('/api/v1/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ company, login, password }),
      })
    },
    [company, login, password],
  )
  await tab.goto(`${base}/orders`)
  await tab.locator('table tbody tr, [role=row]').first().waitFor()

  /** From leaving for an address within the app until `selector` is painted and nothing says that it is loading. */
  const painted = (to, selector) =>
    tab.evaluate(
      async ([to, selector]) => {
        const frame = () => new Promise(requestAnimationFrame)
        const began = performance.now()
        history.pushState({}, '', to)
        dispatchEvent(new PopStateEvent('popstate', { state: {} }))
        await frame()
        for (;;) {
          const main = document.querySelector('main') ?? document.body
          const busy = main.querySelector('[aria-busy=true], .skeleton, .loading')
          if (!busy && main.querySelector(selector)) break
          if (performance.now() - began > 10_000) return Number.NaN
          await frame()
        }
        await frame()
        return performance.now() - began
      },
      [to, selector],
    )

  const table = []
  const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
  for (const [name, to] of Object.entries({ ...views, ...pages })) {
    const selector = to.startsWith('/orders') ? 'tbody tr td' : 'h1, h2, table, form'
    const times = []
    for (let round = 0; round < rounds; round++) {
      await painted('/reviews', 'h1, h2, table')
      times.push(await painted(to, selector))
    }
    table.push([
      name,
      '300 ms',
      `${median(times).toFixed(0)} ms`,
      `slowest of ${rounds}: ${Math.max(...times).toFixed(0)} ms`,
    ])
  }
  const finds = []
  for (const text of ['13900004242', 'WX-B-0004242', 'WX-B-00042'].flatMap((each) => Array(rounds).fill(each))) {
    await tab.keyboard.press('Control+k')
    const field = tab.getByRole('dialog').locator('input')
    await field.waitFor()
    await field.pressSequentially(text.slice(0, -1))
    await tab.waitForTimeout(700)
    // answers of the text before are taken away, so that the first that appears is the one waited for
    await tab.evaluate(() => {
      const dialog = document.querySelector('dialog[open], [role=dialog]')
      const old = new Set(dialog.querySelectorAll('[role=option]'))
      window.__found = new Promise((done) => {
        let began = 0
        dialog.querySelector('input').addEventListener(
          'input',
          () => {
            began = performance.now()
          },
          { once: true, capture: true },
        )
        const look = () => {
          const is_busy = dialog.querySelector('[aria-busy=true]')
          const fresh = [...dialog.querySelectorAll('[role=option]')].some((each) => !old.has(each))
          if (began && !is_busy && (fresh || performance.now() - began > 2_000))
            requestAnimationFrame(() => done(performance.now() - began))
          else requestAnimationFrame(look)
        }
        look()
      })
    })
    await field.press(text.at(-1))
    finds.push(await tab.evaluate(() => window.__found))
    await tab.keyboard.press('Escape')
    await tab.waitForTimeout(100)
  }
  table.push([
    'Ctrl+K, from the last key',
    '100 ms',
    `${median(finds).toFixed(0)} ms`,
    `slowest of ${finds.length}: ${Math.max(...finds).toFixed(0)} ms`,
  ])
  console.log('| in the browser, 1440×900 | target | median | |')
  console.log('| --- | ---: | ---: | --- |')
  for (const row of table) console.log(`| ${row.join(' | ')} |`)
} finally {
  await browser.close()
  rmSync(profile, { recursive: true, force: true })
}
