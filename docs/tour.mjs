// The loop by API, told as it goes: node docs/tour.mjs [http://127.0.0.1:8080]. Needs a server started with ./run (or serve --demo).
const base = process.argv[2] ?? 'http://127.0.0.1:8080'
const welcome = await (await fetch(`${base}/api/v1/welcome`)).json()
if (!welcome.demo) throw new Error(`${base} is no demo server`)
const now = Date.parse(welcome.now)

/** Signs somebody in; the answer calls the API as that person. */
async function as(login) {
  const body = JSON.stringify({ company: welcome.company, login, password: welcome.password })
  const session = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const cookie = session.headers.get('set-cookie').split(';')[0]
  const me = await (await fetch(`${base}/api/v1/session`, { headers: { cookie } })).json()
  return async (method, path, body) => {
    const answer = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { cookie, 'x-csrf-token': me.csrf, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
    })
    const told = await answer.json()
    console.log(`${login.padEnd(13)} ${method.padEnd(5)} ${path} → ${answer.status}`)
    if (!answer.ok) throw new Error(JSON.stringify(told))
    return told
  }
}

/** A hash as a phone would send it for a photo whose bytes follow later. */
const manifest = []
function photo() {
  const hex = [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  manifest.push(hex)
  return hex
}

const [desk, dispatcher, guide, manager] = await Promise.all(['desk', 'dispatcher', 'guide', 'manager'].map(as))

// 1. The guide sells: one call opens the household, the machine's file, the deposit and the install order.
const products = await guide('GET', '/products?limit=50')
const product = products.items.find((each) => each.category === 'washer') ?? products.items[0]
const region = (await manager('GET', '/map')).districts[0].code
const sold = await guide('POST', '/sales', {
  buyer: { name: '周敏', phone: `139${String(now % 100_000_000).padStart(8, '0')}` },
  site: { region, address: '长兴路 18 号翠湖花园 3 号楼 402' },
  lines: [{ product_id: product.id, quantity: 1 }],
  deposit: { amount_minor: 10_000, method: 'qr', reference: `tour-${now}` },
  note: '送货上门后尽快安装',
})
const order = await desk('GET', `/orders/${sold.orders[0]}`)
console.log(`\n销售单 ${sold.sale.number}，安装单 ${order.number}：${base}/orders/${order.id}\n`)

// 2. The dispatcher asks who fits, and why the others do not; offers it to the first.
const visit = order.visits[0].id
const ranking = await dispatcher('GET', `/visits/${visit}/recommendations`)
const best = ranking.candidates[0]
console.log(`\n最合适：${best.name}；排除 ${ranking.excluded.length} 人\n`)
await dispatcher('POST', `/visits/${visit}/offers`, { technician_id: best.technician_id })

// 3. The technician accepts, goes there, and does what the SOP asks for.
const people = await manager('GET', '/users?role=technician&limit=200')
const technician = await as(people.items.find((user) => user.id === best.technician_id).login)
for (const deed of ['acceptance', 'departure', 'arrival', 'start']) await technician('POST', `/visits/${visit}/${deed}`)
const answerOf = {
  photo: (step) => Array.from({ length: step.min ?? 1 }, photo),
  video: () => [photo()],
  signature: photo,
  tick: () => true,
  reading: (step) => ((step.min ?? 0) + (step.max ?? 1)) / 2,
  choice: (step) => step.options[0].code,
  scan: () => `TOUR-${now}`,
  text: () => '已确认',
}
for (let round = 0; round < 5; round++) {
  const run = await technician('GET', `/visits/${visit}/sop`)
  const open = run.steps.filter((each) => each.asked && each.answer === null)
  if (!open.length) break
  const answers = Object.fromEntries(open.map(({ step }) => [step.code, answerOf[step.kind](step)]))
  await technician('POST', `/visits/${visit}/sop-answers`, { answers })
}

// 4. Finishing puts the machine to use, posts the money and moves the sale; the photos' bytes may still be on their way.
const done = await technician('POST', `/visits/${visit}/completion`, {
  visit: { outcome: 'solved', manifest, signature: manifest.at(-1), signed_by: '周敏' },
})
console.log(`\n工单现在是 ${done.order.phase}，设备档案 ${done.assets[0]}\n`)

// 5. The customer's review, and the close.
await desk('POST', `/orders/${order.id}/review`, { stars: 5, channel: 'customer_page', nps: 9, words: '师傅很专业' })
const closed = await desk('POST', `/orders/${order.id}/closing`)
const trail = await desk('GET', `/orders/${order.id}/trail?limit=100`)
console.log(`\n${closed.number}: ${closed.phase}；轨迹 ${trail.items.length} 条，一户一档：${base}/customers/${sold.sale.customer_id}`)
