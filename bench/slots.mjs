// How long slots of fourteen days take: node bench/slots.mjs BASE COMPANY LOGIN PASSWORD [TIMES] (200).
// Asks for the slots of visits that wait, one after the other, and for those of an order that is being taken down; prints the median, p99 and
// the slowest, in milliseconds from the request to its last byte.
const [base, company, login, password, times = '200'] = process.argv.slice(2)
const api = `${base}/api/v1`
const signed = await fetch(`${api}/session`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ company, login, password }),
})
if (!signed.ok) throw new Error(`sign-in: ${signed.status}`)
const cookie = signed.headers.get('set-cookie').split(';')[0]
const read = async (path) => {
  const began = performance.now()
  const answer = await fetch(`${api}${path}`, { headers: { cookie } })
  const body = await answer.json()
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`)
  return { body, ms: performance.now() - began }
}
const waiting = (await read('/visits/unassigned?limit=50')).body.items
if (!waiting.length) throw new Error('no visit waits for somebody')
const pack = (await read('/pack')).body
const category = waiting[0].category ?? pack.categories[0].code

async function measured(name, pathOf) {
  const spent = []
  for (let nth = 0; nth < Number(times); nth++) spent.push((await read(pathOf(nth))).ms)
  const sorted = spent.slice(5).sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1)
  console.log(`${name.padEnd(28)} median ${at(0.5)}  p99 ${at(0.99)}  slowest ${at(1)} ms`)
}
await measured('slots of a visit', (nth) => `/visits/${waiting[nth % waiting.length].visit_id}/slots`)
await measured('slots at intake', () => `/slots?type=repair&category=${category}`)
await measured('capacity of all units', () => '/slots/capacity')
