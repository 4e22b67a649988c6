// The stage of a journey: the real binary with a demo company (or an empty one) on a port of its own, and a real browser in front of it.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer as createDoor, request as askServer } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')
const pictures = process.env.JOURNEY_PICTURES ?? join(root, 'target/journeys')

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}

/**
 * Plays one journey: `await journey('name', async ({ page, base, picture, api, … }) => …, { size: large, language: 'en', dark: true })`.
 * Ends the process with its result. `enter` signs a page in, `visitor` is somebody else at a screen of their own, `stranger` a screen
 * at which nobody signed in, `restart` lets the server begin anew, at another time where told. With `company` it is played in an empty company instead of the demo's. On a `phone` it
 * has 390×844, fingers, a camera that shows a test picture, and a place.
 */
export async function journey(name, play, { size = small, language = 'zh-CN', dark = false, company, phone = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fieldloop-journey-'))
  const data = join(folder, 'data')
  let base = `http://127.0.0.1:${await freePort()}`
  const own = base
  const binary = process.env.FIELDLOOP_BINARY ?? join(root, 'target/debug/fieldloop')
  if (company) foundIn(data, company, binary)
  else cpSync(filled(binary), data, { recursive: true })
  let server = started(binary, base, data, !company)
  const asked = []
  const wrong = []
  const pages = []
  let browser, before
  try {
    await healthy(base, server)
    if (process.env.JOURNEY_FIELD) {
      before = await appsInsteadOf(base, { field: process.env.JOURNEY_FIELD })
      base = before.base
    }
    const camera = phone ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : []
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: [...flags, ...camera] })
    const screen = phone ? { ...handheld, permissions: ['camera', 'geolocation'] } : { viewport: size }
    const opened = async () => {
      const context = await browser.newContext({ ...screen, locale: language, timezoneId: 'Asia/Shanghai' })
      await context.addInitScript(([spoken, night]) => {
        // a file opened by itself is a page without an origin, and has no storage
        if (self.origin === 'null') return
        localStorage.setItem('fieldloop.language', spoken)
        localStorage.setItem('fieldloop.dark', night)
      }, [language, dark ? 'yes' : 'no'])
      if (process.env.JOURNEY_CONSOLE) await insteadOf(context, base, process.env.JOURNEY_CONSOLE)
      if (process.env.JOURNEY_CUSTOMER) await insteadOf(context, base, process.env.JOURNEY_CUSTOMER, '/c/')
      const page = await context.newPage()
      pages.push(page)
      page.on('response', (answer) => { if (answer.url().includes('/api/')) asked.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`) })
      page.on('pageerror', (error) => wrong.push(String(error)))
      page.on('console', (line) => { if (line.type() === 'error' && !harmless.test(line.text())) wrong.push(line.text()) })
      return page
    }
    const enter = async (page, login) => {
      const answer = await page.context().request.post(`${base}/api/v1/session`, { data: await door(base, login, company) })
      if (!answer.ok()) throw new Error(`${login} cannot sign in: ${answer.status()}`)
    }
    const visitor = async (login) => {
      const page = await opened()
      await enter(page, login)
      return page
    }
    const restart = async (at) => {
      await ended(server)
      if (at) await setClock(data, at)
      server = started(binary, own, data, !company)
      await healthy(base, server)
    }
    const page = await opened()
    mkdirSync(pictures, { recursive: true })
    const picture = (title, of = page) => of.screenshot({ path: join(pictures, `${name}-${title}.png`) })
    const api = (login) => signIn(base, login, company)
    await play({ page, context: page.context(), browser, base, picture, api, enter, visitor, stranger: opened, restart, folder })
    if (wrong.length) throw new Error(`the browser complained:\n${wrong.join('\n')}`)
    console.log(`journey ${name}: passed; pictures in ${pictures}`)
  } catch (error) {
    console.error(`journey ${name}: ${error.stack ?? error}`)
    // what was on screen then, and what it had asked the server for last
    for (const [nth, page] of pages.entries())
      await page.screenshot({ path: join(pictures, `${name}-failed${nth || ''}.png`) }).catch(() => undefined)
    console.error(asked.slice(-15).join('\n'))
    process.exitCode = 1
  } finally {
    await browser?.close()
    before?.close()
    await ended(server)
    rmSync(folder, { recursive: true, force: true })
  }
}

export const small = { width: 1440, height: 900 }
export const large = { width: 1920, height: 1080 }
const handheld = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }
/** A refusal and a dead network are told on the page, not in the browser's log alone. */
const harmless = /status of (?:4\d\d|503)|INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|net::ERR_FAILED/

function started(binary, base, data, is_demo) {
  const demo = is_demo ? ['--demo'] : []
  return spawn(binary, ['serve', ...demo, '--listen', new URL(base).host, '--data', data],
    { stdio: ['ignore', 'ignore', process.env.JOURNEY_LOG ? 'inherit' : 'ignore'] })
}

async function ended(server) {
  if (server.exitCode !== null) return
  const gone = new Promise((done) => server.once('exit', done))
  server.kill('SIGTERM')
  await gone
}

/** A short story to stand on, played once for this binary and copied for each journey; an old one would make the day late. */
function filled(binary) {
  if (process.env.JOURNEY_DATA) return process.env.JOURNEY_DATA
  const { mtimeMs, size } = statSync(binary)
  const kept = join(tmpdir(), `fieldloop-story-${userInfo().uid}-${Math.floor(mtimeMs)}-${size}`)
  if (existsSync(kept)) return kept
  // stories of binaries that were built before
  for (const old of readdirSync(tmpdir()).filter((each) => each.startsWith(`fieldloop-story-${userInfo().uid}-`)))
    if (Date.now() - statSync(join(tmpdir(), old)).mtimeMs > 86_400_000) rmSync(join(tmpdir(), old), { recursive: true, force: true })
  const half = mkdtempSync(`${kept}-`)
  const told = spawnSync(binary, ['demo', '--fast', '--quiet', '--data', half], { encoding: 'utf8' })
  if (told.status !== 0) throw new Error(`the demo company could not be filled: ${told.stderr}`)
  // two journeys at once: the second keeps the first one's
  try {
    renameSync(half, kept)
  } catch {
    rmSync(half, { recursive: true, force: true })
  }
  return kept
}

function foundIn(data, company, binary) {
  const { code, name, password } = company
  const told = spawnSync(binary, ['admin', 'found', '--code', code, '--name', name, '--password', password, '--data', data], { encoding: 'utf8' })
  if (told.status !== 0) throw new Error(`the company could not be founded: ${told.stderr}`)
}

/** The demo's clock goes on from here at the next start. */
async function setClock(data, at) {
  const place = join(data, 'demo.json')
  const era = JSON.parse(readFileSync(place, 'utf8'))
  writeFileSync(place, JSON.stringify({ ...era, left_at: typeof era.left_at === 'number' ? at : new Date(at).toISOString() }))
}

/** What a console of its own does not answer: the server, and the apps beside it. */
const outside = (below) => (below === '/' ? /^\/(?:api|healthz|field|c)(?:\/|$)/ : /^\/(?:api|healthz)/)

/** A console that was built since the binary stands before the binary's own: `JOURNEY_CONSOLE=web/apps/console/dist`; the customer's pages likewise. */
function insteadOf(context, base, folder, below = '/') {
  return context.route((url) => url.origin === base && url.pathname.startsWith(below) && !outside(below).test(url.pathname), (route) => {
    const asked = join(folder, new URL(route.request().url()).pathname.slice(below.length))
    const path = asked.startsWith(folder) && /\.\w+$/.test(asked) && existsSync(asked) ? asked : join(folder, 'index.html')
    return route.fulfill({ path })
  })
}

/** Apps that were built since the binary, by the name they stand below, likewise: `JOURNEY_FIELD=web/apps/field/dist`; by a door of its own, as service workers are not rerouted. */
export async function appsInsteadOf(server, folders) {
  const media = { js: 'text/javascript', css: 'text/css', html: 'text/html', svg: 'image/svg+xml', png: 'image/png', webmanifest: 'application/manifest+json' }
  // the page may do what the server's own page may
  const policy = (await fetch(server)).headers.get('content-security-policy') ?? ''
  const door = createDoor((asked, answer) => {
    const { pathname } = new URL(asked.url, server)
    const [, name] = pathname.split('/')
    const folder = folders[name]
    if (!folder) {
      const onward = askServer(new URL(asked.url, server), { method: asked.method, headers: asked.headers }, (told) => {
        answer.writeHead(told.statusCode, told.headers)
        told.pipe(answer)
      })
      onward.on('error', () => answer.destroy())
      answer.on('close', () => onward.destroy())
      return asked.pipe(onward)
    }
    const wanted = join(folder, pathname.slice(1 + name.length))
    const file = wanted.startsWith(folder) && /\.\w+$/.test(wanted) && existsSync(wanted) ? wanted : join(folder, 'index.html')
    const bytes = gzipSync(readFileSync(file), { level: 1 })
    answer.writeHead(200, { 'content-type': media[file.split('.').pop()] ?? 'application/octet-stream', 'content-encoding': 'gzip', 'content-length': bytes.length, 'cache-control': 'no-cache', 'content-security-policy': policy })
    return answer.end(bytes)
  })
  const port = await freePort()
  await new Promise((done) => door.listen(port, '127.0.0.1', done))
  const close = () => {
    door.closeAllConnections()
    door.close()
  }
  return { base: `http://127.0.0.1:${port}`, close }
}

async function healthy(base, server) {
  for (let waited = 0; waited < 600; waited++) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    const answer = await fetch(`${base}/healthz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((done) => setTimeout(done, 500))
  }
  throw new Error('the server did not become healthy within five minutes')
}

/** What somebody says at the door. */
async function door(base, login, company) {
  if (company) return { company: company.code, login, password: company.passwords?.[login] ?? company.password }
  const welcome = await (await fetch(`${base}/api/v1/welcome`)).json()
  return { company: welcome.company, login, password: welcome.password }
}

/** Somebody else at the same time, by API: `const desk = await api('desk'); await desk('POST', '/orders/…', body)`. */
async function signIn(base, login, company) {
  const session = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(await door(base, login, company)),
  })
  if (!session.ok) throw new Error(`${login} cannot sign in: ${session.status}`)
  const cookie = session.headers.get('set-cookie').split(';')[0]
  const me = await (await fetch(`${base}/api/v1/session`, { headers: { cookie } })).json()
  return async (method, path, body) => {
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { cookie, 'x-csrf-token': me.csrf, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const told = await answer.json()
    if (!answer.ok) throw new Error(`${login}: ${method} ${path}: ${answer.status} ${JSON.stringify(told)}`)
    return told
  }
}
