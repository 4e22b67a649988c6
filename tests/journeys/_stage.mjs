// The stage of a journey: the real binary with a demo company on a port of its own, and a real browser in front of it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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

/** Plays one journey: `await journey('name', async ({ page, base, picture, api }) => …)`. Ends the process with its result. */
export async function journey(name, play) {
  const folder = mkdtempSync(join(tmpdir(), 'fieldloop-journey-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const binary = process.env.FIELDLOOP_BINARY ?? join(root, 'target/debug/fieldloop')
  // a short story is enough to stand on
  const told = spawnSync(binary, ['demo', '--fast', '--quiet', '--data', join(folder, 'data')], { encoding: 'utf8' })
  if (told.status !== 0) throw new Error(`the demo company could not be filled: ${told.stderr}`)
  const server = spawn(binary, ['serve', '--demo', '--listen', `127.0.0.1:${port}`, '--data', join(folder, 'data')],
    { stdio: ['ignore', 'ignore', process.env.JOURNEY_LOG ? 'inherit' : 'ignore'] })
  const asked = []
  let browser, shown
  try {
    await healthy(base, server)
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: flags })
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    if (process.env.JOURNEY_CONSOLE) await insteadOf(context, base, process.env.JOURNEY_CONSOLE)
    const page = await context.newPage()
    shown = page
    page.on('response', (answer) => { if (answer.url().includes('/api/')) asked.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`) })
    const wrong = []
    page.on('pageerror', (error) => wrong.push(String(error)))
    page.on('console', (line) => { if (line.type() === 'error' && !/status of 4\d\d|INTERNET_DISCONNECTED/.test(line.text())) wrong.push(line.text()) })
    mkdirSync(pictures, { recursive: true })
    const picture = (title) => page.screenshot({ path: join(pictures, `${name}-${title}.png`) })
    await play({ page, context, browser, base, picture, api: (login) => signIn(base, login) })
    if (wrong.length) throw new Error(`the browser complained:\n${wrong.join('\n')}`)
    console.log(`journey ${name}: passed; pictures in ${pictures}`)
  } catch (error) {
    console.error(`journey ${name}: ${error.stack ?? error}`)
    // what was on screen then, and what it had asked the server for last
    await shown?.screenshot({ path: join(pictures, `${name}-failed.png`) }).catch(() => undefined)
    console.error(asked.slice(-15).join('\n'))
    process.exitCode = 1
  } finally {
    await browser?.close()
    server.kill('SIGTERM')
    await new Promise((done) => (server.exitCode === null ? server.once('exit', done) : done()))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A console that was built since the binary stands before the binary's own: `JOURNEY_CONSOLE=web/apps/console/dist`. */
function insteadOf(context, base, folder) {
  return context.route((url) => url.origin === base && !/^\/(?:api|healthz)/.test(url.pathname), (route) => {
    const asked = join(folder, new URL(route.request().url()).pathname)
    const path = asked.startsWith(folder) && /\.\w+$/.test(asked) && existsSync(asked) ? asked : join(folder, 'index.html')
    return route.fulfill({ path })
  })
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

/** Somebody else at the same time, by API: `const desk = await api('desk'); await desk('POST', '/orders/…', body)`. */
async function signIn(base, login) {
  const welcome = await (await fetch(`${base}/api/v1/welcome`)).json()
  const session = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ company: welcome.company, login, password: welcome.password }),
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
