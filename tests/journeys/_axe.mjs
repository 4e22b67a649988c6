// The pages of the console before axe-core: what is serious or critical is told, once for each kind of thing it is about.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const web = createRequire(fileURLToPath(new URL('../../web/package.json', import.meta.url)))
const axe = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8')
const heavy = ['serious', 'critical']

const colour_rules = ['color-contrast', 'link-in-text-block']

/**
 * Looks at pages as the administrator, one after the other, and refuses what is hard to see, to hear or to reach: those of the day's
 * `work`, those of the `company` with what opens over a page, or `all`; with `colours` at nothing but these, where the rest was looked at.
 */
export async function lookAt(which, { page, base, api, enter }, { colours = false } = {}) {
  const findings = new Map()
  const look = async (path) => {
    const found = await page.evaluate(async ([impacts, rules]) => {
      const runOnly = rules.length ? { runOnly: { type: 'rule', values: rules } } : {}
      const { violations } = await window.axe.run(document, { resultTypes: ['violations'], preload: false, ...runOnly })
      return violations.filter(({ impact }) => impacts.includes(impact)).flatMap(({ id, nodes }) =>
        nodes.map((node) => ({ id, html: node.html.replace(/ data-v-[0-9a-f]+=""/g, '').slice(0, 200), why: node.failureSummary?.split('\n').slice(1).join(' ').trim() })))
    }, [heavy, colours ? colour_rules : []])
    for (const each of found) {
      const kind = `${each.id} ${each.html.replace(/[\d一-龥]+/g, '').slice(0, 60)}`
      findings.set(kind, { ...each, path, count: (findings.get(kind)?.count ?? 0) + 1 })
    }
  }
  // colours on their way from one to the other are nobody's
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.addInitScript(axe)
  await page.goto(`${base}/sign-in`)
  await page.locator('.people button').first().waitFor()
  await look('/sign-in')
  await enter(page, 'admin')
  const pages = await pagesOf(await api('admin'))
  await page.goto(`${base}/nowhere-at-all`)
  // a page that came to the menu since is not forgotten
  await page.locator('nav a.place').first().waitFor()
  const menu = await page.locator('nav a.place').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const known = new Set([...pages.work, ...pages.company])
  pages.company.push(...menu.filter((path) => !known.has(path)))
  const paths = which === 'all' ? [...pages.work, ...pages.company] : pages[which]
  for (const path of paths) {
    // within the app: quicker than loading it anew for each page
    await page.evaluate((to) => {
      // what stands there still is not the next page
      if (new URL(to, location.href).pathname !== location.pathname) document.querySelector('main > *')?.setAttribute('data-before', '')
      history.pushState({}, '', to)
      dispatchEvent(new PopStateEvent('popstate', { state: {} }))
    }, path)
    await page.waitForFunction(() => document.querySelector('main')?.textContent.trim() && !document.querySelector('main [data-before], main > [data-before], main [aria-busy=true], main .loading'), undefined, { timeout: 6_000 }).catch(() => undefined)
    await page.waitForTimeout(80)
    await look(path)
  }
  if (which === 'company') await lookAtDialogs(page, base, look)
  for (const each of findings.values()) console.log(`${each.id} ×${each.count}, last at ${each.path}\n    ${each.html}\n    ${each.why}`)
  assert.equal(findings.size, 0, `${findings.size} kinds of serious findings on ${paths.length} pages`)
}

/** What opens over a page. */
async function lookAtDialogs(page, base, look) {
  const opened = [
    ['/users', async () => page.getByRole('button', { name: '新建用户' }).click()],
    ['/orders', async () => page.keyboard.press('?')],
    ['/orders', async () => page.keyboard.press('Control+k')],
    ['/customers', async () => {
      await page.keyboard.press('Control+k')
      await page.locator('dialog[open] input:focus').waitFor()
      await page.keyboard.type('orders')
      await page.locator('dialog[open] [role=option]').first().waitFor()
    }],
    ['/shifts', async () => page.locator('button.day').first().click()],
    ['/products', async () => page.getByRole('button', { name: '新增产品' }).click()],
  ]
  for (const [path, open] of opened) {
    await page.goto(`${base}${path}`)
    await page.locator('main tbody tr').first().waitFor()
    await open()
    await page.locator('[role=dialog], dialog[open] input, aside.help h3, aside.help li').first().waitFor()
    await page.waitForTimeout(150)
    await look(`${path}, with what opens over it`)
  }
}

async function pagesOf(admin) {
  const one = async (path) => (await admin('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1`)).items[0]?.id
  const [order, customer, machine, sale, technician, lead] = await Promise.all(['/orders?phase=finished,reviewed,closed', '/customers', '/assets', '/sales', '/technicians', '/leads'].map(one))
  const parts = ['types', 'sops', 'prices', 'sla', 'faults', 'warranties', 'reasons', 'packs']
  const work = [
    '/cockpit', '/exceptions', '/failures', '/dispatch', '/dispatch?view=list', '/dispatch?view=map', '/dispatch?view=week', '/orders', '/orders?q=no-such-order',
    '/intake', `/orders/${order}`, '/leads', `/leads/${lead}`, '/sales', `/sales/${sale}`, '/reviews', '/expenses', '/ledger', '/customers', `/customers/${customer}`, '/machines', `/machines/${machine}`,
    `/machines/labels?ids=${machine}`,
  ]
  const company = [
    '/technicians', `/technicians/${technician}`, '/shifts', '/products', '/products?tab=brands', ...parts.map((part) => `/trade?part=${part}`), '/calendar',
    '/users', '/users?tab=units', '/users?tab=roles', '/numbers', '/keys', '/imports', '/imports/new?kind=customers', '/audit', '/start',
  ]
  return { work, company }
}
