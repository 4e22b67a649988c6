// The dispatcher's board under load, measured in a real browser: node bench/board.mjs [TECHNICIANS] [VISITS] (200 and 1500).
// Serves the built console (npm --prefix web run build) together with made-up answers of the API, live stream included.
//   CHROMIUM  the browser (/usr/bin/chromium)      ROUNDS  times the first paint is measured (5)
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core')
const dist = join(root, 'web/apps/console/dist')
const people_count = Number(process.argv[2] ?? 200)
const visit_count = Number(process.argv[3] ?? 1500)
const rounds = Number(process.env.ROUNDS ?? 5)

// a small random number generator with a seed: the same day every time
let seed = 20260923
const random = () => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed / 2_147_483_647
}
const pick = (list) => list[Math.floor(random() * list.length)]
const id = (kind, at) => `${kind.padEnd(8, '0')}-0000-7000-8000-${String(at).padStart(12, '0')}`
const day = '2026-09-23'
const at = (minutes) => new Date(Date.parse(`${day}T00:00:00+08:00`) + minutes * 60_000).toISOString()
const now = at(10 * 60 + 40)
const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜']
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂文辉玲红玉兰']
const subjects = [
  '空调不制冷',
  '洗衣机漏水，昨天晚上开始的',
  '燃气热水器打不着火',
  '电视黑屏',
  '冰箱门封老化',
  '想约一次清洗保养',
  '',
]
const place = () => ({ lng: 124.94 + random() * 0.12, lat: 29.95 + random() * 0.1 })

const units = Array.from({ length: 8 }, (_, n) => ({
  id: id('aaaaaaa', n),
  code: `W${n}`,
  name: `${n + 1} 号服务网点`,
  kind: 'outlet',
  parent_id: null,
  place: null,
  address: null,
  phone: null,
  version: 1,
}))
const people = Array.from({ length: people_count }, (_, n) => ({
  id: id('bbbbbbb', n),
  name: pick(surnames) + pick(given) + pick(given),
  unit_id: units[n % units.length].id,
  last_place: place(),
  last_place_at: at(600 + random() * 40),
}))
const visits = Array.from({ length: visit_count }, (_, n) => {
  const from = 8 * 60 + Math.floor(Math.floor(n / people_count) * 78 + random() * 12)
  const length = pick([45, 50, 60, 75])
  const status =
    from + length < 640
      ? 'done'
      : from < 640
        ? pick(['departed', 'arrived', 'working'])
        : random() < 0.15
          ? 'offered'
          : 'accepted'
  return {
    technician: n % people_count,
    visit_id: id('ccccccc', n),
    order_id: id('ddddddd', n),
    order_number: `WX-20260923-${String(n).padStart(4, '0')}`,
    summary: pick(subjects),
    category: 'ac',
    region: '990101',
    place: place(),
    urgency: pick(['low', 'normal', 'normal', 'high', 'emergency']),
    status,
    is_offer: status === 'offered',
    planned_from_at: at(from),
    planned_to_at: at(from + length),
    window_from_at: at(from - 30),
    window_to_at: at(from + 90),
    arrive_due_at: at(from + 60),
    is_late: random() < 0.08,
    is_outside_shift: false,
    overlaps: false,
    version: 1,
  }
})
const board = people.map((person, n) => ({
  technician_id: person.id,
  name: person.name,
  unit_id: person.unit_id,
  status: 'active',
  daily_minutes_max: 540,
  last_place: person.last_place,
  last_place_at: person.last_place_at,
  shifts: [
    { id: id('eeeeeee', n), technician_id: person.id, day, kind: 'work', from_at: at(8 * 60), to_at: at(18 * 60) },
  ],
  visits: visits.filter((visit) => visit.technician === n).map(({ technician: _, ...visit }) => visit),
}))
const waiting = Array.from({ length: 300 }, (_, n) => ({
  visit_id: id('fffffff', n),
  order_id: id('ffffff1', n),
  order_number: `AZ-20260923-${String(n).padStart(4, '0')}`,
  type: 'repair',
  leg: 'repair',
  summary: pick(subjects),
  category: 'ac',
  region: '990101',
  place: place(),
  urgency: pick(['normal', 'high', 'emergency']),
  priority: 0,
  unit_id: null,
  minutes: 60,
  window_from_at: at(840),
  window_to_at: at(960),
  next_due_at: at(600 + random() * 900),
  no_candidates: false,
  version: 1,
}))
const term = (code, points) => ({ code: `dispatch.term.${code}`, points, facts: {} })
const ranking = (visit_id) => ({
  visit_id,
  at: now,
  crew: 1,
  candidates: people.slice(0, 60).map((person, n) => ({
    technician_id: person.id,
    name: person.name,
    unit_id: person.unit_id,
    rank: n + 1,
    score: 950 - n * 7,
    terms: [term('base', 1000), term('distance', -30), term('arrival', -20)],
    planned_from_at: at(840),
    planned_to_at: at(900),
    metres: 3000,
    travel_minutes: 9,
    late_minutes: 0,
  })),
  excluded: people
    .slice(60)
    .map((person) => ({
      technician_id: person.id,
      name: person.name,
      unit_id: person.unit_id,
      reasons: [{ code: 'dispatch.no_gap', facts: { minutes: 60 } }],
    })),
})
const profiles = people.map((person) => ({
  ...person,
  grade: 3,
  employment: 'employed',
  daily_minutes_max: 540,
  start_place: null,
  rating_hundredths: 450,
  rating_count: 9,
  status: 'active',
  skills: [{ skill: 'ac', level: 3 }],
  certificates: [],
  areas: ['990101'],
  version: 1,
}))
const roads = Array.from({ length: 1100 }, (_, n) => {
  const along = (n % 550) / 550
  const line = Array.from({ length: 8 }, (_, step) =>
    n < 550 ? [124.93 + along * 0.14, 29.95 + (step / 7) * 0.1] : [124.93 + (step / 7) * 0.14, 29.95 + along * 0.1],
  )
  return {
    class: n % 110 === 0 ? 'ring' : n % 22 === 0 ? 'arterial' : n % 5 === 0 ? 'street' : 'lane',
    name: `路 ${n}`,
    line,
  }
})
const square = [
  [124.93, 29.95],
  [125.07, 29.95],
  [125.07, 30.05],
  [124.93, 30.05],
  [124.93, 29.95],
]
const city = {
  name: '云江市',
  bounds: [124.93, 29.95, 125.07, 30.05],
  roads,
  water: [],
  bridges: [],
  districts: [{ code: '990101', name: '中城区', centre: [125, 30], outline: square }],
  parks: [],
  compounds: [],
}
const rights = [
  'dispatch.read',
  'dispatch.assign',
  'dispatch.override',
  'orders.read',
  'orders.edit',
  'people.read',
  'visits.read',
]
const me = {
  user_id: id('999999', 1),
  login: 'dispatcher',
  name: '王建国',
  roles: ['dispatcher'],
  scope: 'all',
  unit_id: null,
  permissions: rights,
  csrf: 'x',
  now,
  company: { code: 'bench', name: '压测电器', zone: 'Asia/Shanghai', currency: 'CNY' },
}
const page = (items) => ({ items, next: null })
const slice = (items, query) => {
  const from = Number(query.get('after') ?? 0)
  const limit = Number(query.get('limit') ?? 50)
  return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null }
}
const answers = {
  '/session': () => me,
  '/welcome': () => ({ demo: false, people: [] }),
  '/units': () => page(units),
  '/map': () => city,
  '/pack': () => ({
    code: 'appliance',
    version: 1,
    name: { zh: '家电', en: 'Appliance' },
    about: { zh: '', en: '' },
    skills: [{ code: 'ac', name: { zh: '空调', en: 'AC' } }],
    categories: [{ code: 'ac', name: { zh: '空调', en: 'AC' } }],
    order_types: [{ code: 'repair', name: { zh: '维修', en: 'Repair' }, legs: [] }],
  }),
  '/board': (query) => slice(board, query),
  '/technicians': (query) => slice(profiles, query),
  '/visits/unassigned': (query) => slice(waiting, query),
}

const streams = new Set()
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}
function serve(request, response) {
  const url = new URL(request.url, 'http://localhost')
  const path = url.pathname.replace('/api/v1', '')
  if (path === '/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': open\n\n')
    streams.add(response)
    response.on('close', () => streams.delete(response))
  } else if (url.pathname.startsWith('/api/')) {
    const ranked = /^\/visits\/([^/]+)\/recommendations$/.exec(path)
    const answer = ranked ? ranking(ranked[1]) : answers[path]?.(url.searchParams)
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(gzipSync(JSON.stringify(answer ?? { code: 'not_found' }), { level: 1 }))
  } else {
    const file = join(dist, url.pathname)
    const shown = existsSync(file) && statSync(file).isFile() ? file : join(dist, 'index.html')
    response.writeHead(200, { 'content-type': types[extname(shown)] ?? 'application/octet-stream' })
    createReadStream(shown).pipe(response)
  }
}

/** Frames while something is done: how many a second, the slowest of twenty, and the slowest. */
async function measured(tab, act) {
  await tab.evaluate(() => {
    const seen = []
    window.__frames = seen
    const step = (time) => {
      seen.push(time)
      window.__watch = requestAnimationFrame(step)
    }
    window.__watch = requestAnimationFrame(step)
  })
  await act()
  const times = await tab.evaluate(() => {
    cancelAnimationFrame(window.__watch)
    return window.__frames
  })
  const gaps = times
    .slice(1)
    .map((time, n) => time - times[n])
    .sort((a, b) => a - b)
  const total = times.at(-1) - times[0]
  return { fps: ((times.length - 1) / total) * 1000, p95: gaps[Math.floor(gaps.length * 0.95)], worst: gaps.at(-1) }
}

const server = createServer(serve)
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const base = `http://127.0.0.1:${server.address().port}`
const profile = mkdtempSync(join(tmpdir(), 'fieldloop-board-'))
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
const table = []
const wait = (ms) => new Promise((done) => setTimeout(done, ms))
try {
  const tab = await browser.newPage()
  const paints = []
  for (let round = 0; round < rounds; round++) {
    await tab.goto('about:blank')
    const session = await browser.newCDPSession(tab)
    await session.send('Network.clearBrowserCache')
    // the frame after the first bars are there
    await tab.addInitScript(() => {
      const look = () =>
        document.querySelector('.gantt .bar')
          ? requestAnimationFrame((time) => {
              window.__painted ??= time
            })
          : requestAnimationFrame(look)
      requestAnimationFrame(look)
    })
    await tab.goto(`${base}/dispatch`)
    await tab.waitForFunction(() => window.__painted)
    paints.push(await tab.evaluate(() => window.__painted))
  }
  paints.sort((a, b) => a - b)
  const ms = (number) => `${Math.round(number)} ms`
  table.push([
    'first paint with bars, cold cache',
    '1,500 ms',
    ms(paints[Math.floor(paints.length / 2)]),
    `slowest of ${rounds}: ${ms(paints.at(-1))}`,
  ])
  table.push([
    'elements on the page',
    '',
    String(await tab.evaluate(() => document.querySelectorAll('*').length)),
    `${people_count} technicians, ${visit_count} visits`,
  ])
  await wait(1500)

  const drag = async () => {
    const card = await tab.locator('[data-waiting]').first().boundingBox()
    await tab.mouse.move(card.x + 50, card.y + 20)
    await tab.mouse.down()
    await tab.mouse.move(card.x - 60, card.y + 40, { steps: 4 })
    await tab.waitForTimeout(600)
    const shown = await measured(tab, async () => {
      const began = Date.now()
      for (let n = 0; Date.now() - began < 4000; n++) {
        await tab.mouse.move(700 + 300 * Math.sin(n / 40), 500 + 270 * Math.sin(n / 63))
        await wait(6)
      }
    })
    await tab.keyboard.press('Escape')
    await tab.mouse.up()
    return shown
  }
  const row = (what, target, each) =>
    table.push([
      what,
      target,
      `${each.fps.toFixed(1)} fps`,
      `p95 ${each.p95.toFixed(1)} ms, worst ${each.worst.toFixed(0)} ms`,
    ])
  row('dragging over the timeline', '50 fps', await drag())
  await tab.keyboard.press('Escape')
  row(
    'scrolling the timeline',
    '50 fps',
    await measured(tab, async () => {
      await tab.mouse.move(700, 500)
      const began = Date.now()
      for (let n = 0; Date.now() - began < 3000; n++) {
        await tab.mouse.wheel(0, n % 200 < 100 ? 60 : -60)
        await wait(8)
      }
    }),
  )

  // somebody else's event: until the board shows it
  const gone = board[0].visits
  const lags = []
  for (let round = 0; round < 5; round++) {
    await tab.evaluate(() => document.querySelector('.gantt').scrollTo(0, 0))
    await wait(400)
    const probe = await tab.locator('.gantt .bar').first().getAttribute('data-visit')
    const own = board.find((each) => each.visits.some((visit) => visit.visit_id === probe))
    own.visits = own.visits.map((visit) =>
      visit.visit_id === probe ? { ...visit, summary: `改动 ${round}`, version: visit.version + 1 } : visit,
    )
    const began = Date.now()
    const event = {
      seq: 100 + round,
      kind: 'visit.accepted',
      actor: people[0].id,
      at: now,
      data: {},
      subjects: [
        { kind: 'visit', id: probe },
        { kind: 'order', id: 'x' },
      ],
    }
    for (const stream of streams) stream.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`)
    await tab.waitForFunction(
      ([visit, words]) => document.querySelector(`.bar[data-visit="${visit}"]`)?.textContent.includes(words),
      [probe, `改动 ${round}`],
      { polling: 'raf' },
    )
    lags.push(Date.now() - began)
  }
  lags.sort((a, b) => a - b)
  board[0].visits = gone
  table.push(['event on the stream until it is on the board', '1,000 ms', ms(lags[2]), `slowest of 5: ${ms(lags[4])}`])

  await tab.goto(`${base}/dispatch?view=map`)
  await tab.waitForSelector('canvas')
  await wait(2000)
  row(
    'moving the map',
    '',
    await measured(tab, async () => {
      await tab.mouse.move(700, 500)
      await tab.mouse.down()
      const began = Date.now()
      for (let n = 0; Date.now() - began < 3000; n++) {
        await tab.mouse.move(700 + 150 * Math.sin(n / 30), 500 + 120 * Math.cos(n / 30))
        await wait(8)
      }
      await tab.mouse.up()
    }),
  )
} finally {
  await browser.close()
  for (const stream of streams) stream.end()
  server.close()
  rmSync(profile, { recursive: true, force: true })
}
console.log('| measurement | target | measured | |\n| --- | ---: | ---: | --- |')
for (const line of table) console.log(`| ${line.join(' | ')} |`)
