// Open consoles on one server, measured: node bench/live.mjs BASE COMPANY LOGIN PASSWORD PID [STREAMS] [CHANGES_A_SECOND] [SECONDS] (50, 5 and 30).
// Opens that many live streams, lets as many changes a second come in (a chase of an open order each), and prints what of a core the server
// (by its process id) took, and how long a change took until the streams had it.

import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'

const [base, company, login, password, pid] = process.argv.slice(2)
const [streams, rate, seconds] = [5, 6, 7].map((at, n) => Number(process.argv[2 + at] ?? [50, 5, 30][n]))
const api = `${base}/api/v1`
const signed = await fetch(`${api}/session`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ company, login, password }),
})
if (!signed.ok) throw new Error(`sign-in: ${signed.status}`)
const cookie = signed.headers.get('set-cookie').split(';')[0]
const csrf = (await (await fetch(`${api}/session`, { headers: { cookie } })).json()).csrf
const orders = (
  await (await fetch(`${api}/orders?phase=to_dispatch,dispatched,accepted&limit=50`, { headers: { cookie } })).json()
).items
if (orders.length === 0) throw new Error('there is no open order to change')

/** Processor time of the server so far, in seconds (Linux: user and system ticks of a hundredth). */
const spent = () => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
const sent = new Map()
const lags = []
const stop = new AbortController()
let received = 0
async function listen() {
  const answer = await fetch(`${api}/stream`, { headers: { cookie }, signal: stop.signal })
  const decoder = new TextDecoder()
  let rest = ''
  for await (const part of answer.body) {
    rest += decoder.decode(part, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop()
    for (const line of lines) {
      if (!line.startsWith('data:') || !line.includes('order.chased')) continue
      received += 1
      const event = JSON.parse(line.slice(5))
      const order = event.subjects?.find((subject) => subject.kind === 'order')?.id
      const began = sent.get(order)
      if (began) lags.push(performance.now() - began)
    }
  }
}
const open = Array.from({ length: streams }, () => listen().catch(() => {}))
await new Promise((done) => setTimeout(done, 2_000))
const idle = spent()
await new Promise((done) => setTimeout(done, 5_000))
const quiet = ((spent() - idle) / 5) * 100
const [began, before] = [performance.now(), spent()]
let changes = 0
while (performance.now() - began < seconds * 1_000) {
  const order = orders[changes % orders.length]
  sent.set(order.id, performance.now())
  const answer = await fetch(`${api}/orders/${order.id}/chases`, {
    method: 'POST',
    headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: '{}',
  })
  if (!answer.ok) throw new Error(`a chase: ${answer.status} ${await answer.text()}`)
  changes += 1
  await new Promise((done) => setTimeout(done, Math.max(0, began + (changes * 1_000) / rate - performance.now())))
}
await new Promise((done) => setTimeout(done, 1_000))
const share = ((spent() - before) / ((performance.now() - began) / 1_000)) * 100
stop.abort()
await Promise.all(open)
lags.sort((a, b) => a - b)
const at = (part) => `${(lags[Math.min(lags.length - 1, Math.floor(lags.length * part))] ?? 0).toFixed(0)} ms`
console.log(
  `| ${streams} streams, ${rate} changes a second | ${changes} changes, ${received} of ${changes * streams} heard |`,
)
console.log('| --- | ---: |')
console.log(`| of a core, nothing happening | ${quiet.toFixed(1)} % |`)
console.log(`| of a core, changes coming in | ${share.toFixed(1)} % |`)
console.log(`| change until heard, p50 and p99 | ${at(0.5)}, ${at(0.99)} |`)
