import 'fake-indexeddb/auto'
import { Problem } from '@fieldloop/api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PhoneClock } from './clock'
import { Courier } from './courier'
import type { Wish } from './deed'
import { Outbox } from './outbox'
import { openShelf, type Shelf, StorageFull } from './shelf'

interface Asked {
  method: string
  path: string
  headers: Record<string, string>
  body: string
}

let shelf: Shelf
let asked: Asked[]
let answer: (asked: Asked, nth: number) => Response | Promise<Response>
let reached = 0
let signedIn: boolean
let wall: number
const boxes: Outbox[] = []
let named = 0

const ok = (body: unknown = {}) => Response.json(body)
const refused = (code: string, status = 422) => Response.json({ code, facts: { order: 'WX-1' } }, { status })
const cut = () => {
  throw new TypeError('failed to fetch')
}

beforeEach(async () => {
  shelf = await openShelf(`test-${named++}`)
  asked = []
  answer = () => ok()
  signedIn = true
  wall = Date.parse('2026-11-21T02:30:00Z')
})
afterEach(() => {
  for (const box of boxes.splice(0)) box.stop()
  shelf.close()
})

function open(owner = 'demo/li', skew: number | null = 0): Outbox {
  const clock = new PhoneClock(skew, { wall: () => wall, even: () => wall })
  const courier = new Courier(async (url, init) => {
    const { method = 'GET', headers, body } = init ?? {}
    const text = typeof body === 'string' ? body : ''
    const call = { method, path: String(url), headers: headers as Record<string, string>, body: text }
    asked.push(call)
    return answer(call, asked.length)
  })
  const box = new Outbox({
    shelf,
    courier,
    clock,
    owner,
    ready: async () => {
      if (!signedIn) throw new Problem(401, 'sign_in.needed')
    },
    told: () => undefined,
    reached: () => {
      reached += 1
    },
  })
  boxes.push(box)
  return box
}

const wish = (verb: Wish['verb'], more: Partial<Wish> = {}): Wish => ({
  verb,
  id: 'v1',
  chain: 'v1',
  about: 'WX-1',
  ...more,
})
const states = async (box: Outbox) => (await box.deeds()).map((deed) => `${deed.verb} ${deed.state}`)
const paths = () => asked.map((each) => each.path.replace('/api/v1/', ''))

test('what is done without a network is sent in its order when the network is back, each once', async () => {
  const box = open()
  answer = cut
  await box.put(wish('visit.accept', { seen: { assignment: 3, window: 2 } }))
  await box.put(wish('visit.depart', { body: { place: { lat: 30, lng: 120 } } }))
  await box.put(wish('visit.arrive'))
  await box.send()
  expect(box.state).toBe('offline')
  expect(await states(box)).toEqual(['visit.accept waiting', 'visit.depart waiting', 'visit.arrive waiting'])
  asked = []
  answer = () => ok()
  await box.send()
  expect(paths()).toEqual(['visits/v1/acceptance', 'visits/v1/departure', 'visits/v1/arrival'])
  expect(box.state).toBe('idle')
  await box.send()
  expect(asked.length).toBe(3)
})

test('each deed names the one before it, what it had seen, and when it happened by the server’s clock', async () => {
  const box = open('demo/li', 90_000)
  answer = cut
  const first = await box.put(wish('visit.accept', { seen: { assignment: 3, window: 2 } }))
  wall += 60_000
  await box.put(wish('visit.depart'))
  await box.send()
  wall += 3_600_000
  asked = []
  answer = () => ok()
  await box.send()
  expect(asked[0]?.headers).toMatchObject({
    'idempotency-key': first.key,
    'fieldloop-seen': 'assignment=3; window=2',
    'fieldloop-happened-at': '2026-11-21T02:31:30.000Z',
  })
  expect(asked[0]?.headers['fieldloop-after']).toBeUndefined()
  expect(asked[1]?.headers).toMatchObject({
    'fieldloop-after': first.key,
    'fieldloop-happened-at': '2026-11-21T02:32:30.000Z',
  })
})

test('an answer that was lost on the way is asked for again with the same key and the same bytes', async () => {
  const box = open()
  answer = (_, nth) => (nth === 1 ? cut() : ok())
  await box.put(wish('order.say', { body: { words: '配件已到', audience: 'crew' } }))
  await box.send()
  await box.send()
  expect(asked.length).toBe(2)
  expect(asked[1]).toEqual(asked[0])
  expect(await states(box)).toEqual(['order.say done'])
})

test('what was put in is still there after the app was closed and opened again', async () => {
  const first = open()
  answer = cut
  await first.put(wish('visit.depart'))
  await first.send()
  first.stop()
  answer = () => ok()
  const second = open()
  await second.send()
  expect(await states(second)).toEqual(['visit.depart done'])
})

test('a refused deed waits for a person with its reason, and holds up only what counts on it', async () => {
  const box = open()
  answer = (call) => (call.path.includes('/v1/departure') ? refused('visit.no_longer_yours', 409) : ok())
  await box.put(wish('visit.depart'))
  await box.put(wish('visit.arrive'))
  await box.put(wish('visit.depart', { id: 'v2', chain: 'v2' }))
  await box.send()
  expect(await states(box)).toEqual(['visit.depart refused', 'visit.arrive waiting', 'visit.depart done'])
  expect((await box.deeds())[0]?.trouble).toMatchObject({ status: 409, code: 'visit.no_longer_yours' })
})

test('a photo or a note that was refused holds up nothing', async () => {
  const box = open()
  answer = (call) => (call.path.endsWith('/evidence') ? refused('invalid') : ok())
  await box.put(wish('visit.arrive'))
  await box.put(wish('visit.evidence', { body: { sha256: 'x' } }))
  await box.put(wish('visit.start'))
  await box.send()
  expect(await states(box)).toEqual(['visit.arrive done', 'visit.evidence refused', 'visit.start done'])
})

test('what was captured arrives although the visit was taken away meanwhile', async () => {
  const box = open()
  answer = (call) => (/evidence|messages/.test(call.path) ? ok() : refused('visit.no_longer_yours', 409))
  await box.put(wish('visit.depart'))
  await box.put(wish('visit.answer', { body: { answers: { dress: true } } }))
  await box.put(wish('visit.evidence', { body: { sha256: 'x' } }))
  await box.put(wish('order.say', { body: { words: '路上堵车' } }))
  await box.send()
  expect(await states(box)).toEqual([
    'visit.depart refused',
    'visit.answer waiting',
    'visit.evidence done',
    'order.say done',
  ])
})

test('a refused deed is tried again under its own key, and what waited behind it follows', async () => {
  const box = open()
  answer = () => refused('visit.order_not_open')
  const { key } = await box.put(wish('visit.depart'))
  await box.put(wish('visit.arrive'))
  await box.send()
  answer = () => ok()
  asked = []
  await box.settle(key, 'again')
  expect(asked[0]?.headers['idempotency-key']).toBe(key)
  expect(await states(box)).toEqual(['visit.depart done', 'visit.arrive done'])
})

test('a stale deed can be sent anyway: without what it had seen', async () => {
  const box = open()
  answer = (call) => (call.headers['fieldloop-seen'] ? refused('stale', 409) : ok())
  const { key } = await box.put(wish('visit.depart', { seen: { window: 2 } }))
  await box.send()
  await box.settle(key, 'anyway')
  expect(await states(box)).toEqual(['visit.depart done'])
})

test('a refused deed can be left out; what counted on it counts on what was before it', async () => {
  const box = open()
  const accepted = await box.put(wish('visit.accept'))
  await box.send()
  answer = (call) => (call.path.endsWith('/departure') ? refused('visit.cannot_depart') : ok())
  const departed = await box.put(wish('visit.depart'))
  const arrived = await box.put(wish('visit.arrive'))
  await box.send()
  asked = []
  await box.settle(departed.key, 'drop')
  expect(await states(box)).toEqual(['visit.accept done', 'visit.depart dropped', 'visit.arrive done'])
  expect(asked.map((each) => each.headers['idempotency-key'])).toEqual([arrived.key])
  expect(asked[0]?.headers['fieldloop-after']).toBe(accepted.key)
})

test('what no server has seen can be taken back, what one may have seen cannot', async () => {
  const box = open()
  signedIn = false
  const part = await box.put(wish('visit.part', { body: { name: '密封圈' } }))
  expect(await box.recall(part.key)).toBe(true)
  signedIn = true
  answer = cut
  const other = await box.put(wish('visit.part', { body: { name: '水管' } }))
  await box.send()
  expect(await box.recall(other.key)).toBe(false)
  answer = () => ok()
  await box.send()
  expect(await states(box)).toEqual(['visit.part dropped', 'visit.part done'])
})

test('an ended session keeps the queue until its owner signs in again', async () => {
  const box = open()
  signedIn = false
  await box.put(wish('visit.depart'))
  await box.send()
  expect(box.state).toBe('signed_out')
  signedIn = true
  await box.send()
  expect(await states(box)).toEqual(['visit.depart done'])
})

test('another person on the same phone neither sees nor sends it', async () => {
  const mine = open('demo/li')
  answer = cut
  await mine.put(wish('visit.depart'))
  await mine.send()
  asked = []
  answer = () => ok()
  const other = open('demo/wang')
  await other.send()
  expect(await other.deeds()).toEqual([])
  expect(asked).toEqual([])
})

test('a server that fails on it again and again makes it a card instead of holding up the rest for ever', async () => {
  const box = open()
  answer = (call) => (call.path.endsWith('/departure') ? refused('bug', 500) : ok())
  await box.put(wish('visit.depart'))
  await box.put(wish('order.say', { chain: 'v9' }))
  for (let tries = 0; tries < 6; tries++) await box.send()
  expect(await states(box)).toEqual(['visit.depart refused', 'order.say done'])
})

test('a hotel’s sign-in page is not taken for the server', async () => {
  const box = open()
  answer = () => new Response('<html>welcome</html>', { status: 200 })
  await box.put(wish('visit.depart'))
  await box.send()
  expect(box.state).toBe('offline')
  expect(await states(box)).toEqual(['visit.depart waiting'])
})

test('a clock that runs ahead does not put a deed into the future', async () => {
  const box = open('demo/li', null)
  const later = wall + 2 * 3_600_000
  signedIn = false
  wall = later
  await box.put(wish('visit.depart'))
  await box.send()
  wall = later - 2 * 3_600_000
  signedIn = true
  await box.send()
  expect(asked[0]?.headers['fieldloop-happened-at']).toBe('2026-11-21T02:30:00.000Z')
})

test('a file is kept under its hash once and sent after the deeds', async () => {
  const box = open()
  answer = cut
  const sha256 = await box.keep(new Blob(['photo'], { type: 'image/jpeg' }), 'a.jpg')
  expect(await box.keep(new Blob(['photo'], { type: 'image/jpeg' }), 'b.jpg')).toBe(sha256)
  expect((await box.files()).length).toBe(1)
  await box.put(wish('visit.evidence', { body: { sha256 }, files: [sha256] }))
  const before = reached
  await box.send()
  expect(reached).toBe(before)
  asked = []
  answer = () => ok()
  await box.send()
  expect(reached).toBeGreaterThan(before)
  expect(asked.map((each) => each.method)).toEqual(['POST', 'PUT'])
  expect(asked[1]?.path).toBe(`/api/v1/files/${sha256}?name=a.jpg`)
  expect((await box.files())[0]?.state).toBe('sent')
})

test('an upload that breaks goes on later, and a file that is refused says why', async () => {
  const box = open()
  const sha256 = await box.keep(new Blob(['photo']), 'a.jpg')
  answer = cut
  await box.send()
  expect((await box.files())[0]?.state).toBe('waiting')
  answer = () => refused('file.damaged')
  await box.send()
  expect((await box.files())[0]).toMatchObject({ state: 'refused', trouble: { code: 'file.damaged' } })
  answer = () => ok()
  await box.settleFile(sha256, 'again')
  expect((await box.files())[0]?.state).toBe('sent')
})

test('a video goes in pieces, and after a break from where it stood', async () => {
  const box = open()
  const size = 2.5 * 1024 * 1024
  let there = 0
  let left = 2
  const ranges: string[] = []
  answer = ({ headers }) => {
    const range = headers['content-range'] ?? ''
    ranges.push(range)
    const [, from, to] = /bytes (\d+)-(\d+)\//.exec(range) ?? []
    if (from === undefined) return Response.json({ received: there }, { status: 202 })
    if (Number(from) !== there)
      return Response.json({ code: 'file.piece_gap', facts: { received: there } }, { status: 409 })
    if (left-- === 0) return cut()
    there = Number(to) + 1
    return there === size ? ok({ sha256: 'x', bytes: size }) : Response.json({ received: there }, { status: 202 })
  }
  await box.keep(new Blob([new Uint8Array(size)]), 'a.mp4')
  await box.send()
  expect((await box.files())[0]?.state).toBe('waiting')
  expect(there).toBe(2 * 1024 * 1024)
  left = 9
  ranges.length = 0
  await box.send()
  expect((await box.files())[0]?.state).toBe('sent')
  expect(ranges).toEqual([`bytes */${size}`, `bytes 2097152-${size - 1}/${size}`])
})

test('a piece whose answer was lost is not sent twice', async () => {
  const box = open()
  const size = 2 * 1024 * 1024
  let there = 0
  answer = ({ headers }) => {
    const [, from, to] = /bytes (\d+)-(\d+)\//.exec(headers['content-range'] ?? '') ?? []
    if (from === undefined) return there < size ? Response.json({ received: there }, { status: 202 }) : ok()
    if (Number(from) !== there)
      return Response.json({ code: 'file.piece_gap', facts: { received: there } }, { status: 409 })
    there = Number(to) + 1
    if (there < size) {
      // somebody else's tab has sent the rest meanwhile
      there = size
      return Response.json({ code: 'file.piece_gap', facts: { received: there } }, { status: 409 })
    }
    return ok()
  }
  await box.keep(new Blob([new Uint8Array(size)]), 'a.mp4')
  await box.send()
  expect((await box.files())[0]?.state).toBe('sent')
})

test('a phone without room says so instead of losing it', async () => {
  const box = open()
  const full = new Proxy(shelf, {
    get: (of, name) =>
      name === 'transaction'
        ? () => {
            throw new DOMException('no room', 'QuotaExceededError')
          }
        : Reflect.get(of, name).bind?.(of),
  })
  Object.assign(box, { with_: { ...Reflect.get(box, 'with_'), shelf: full } })
  await expect(box.keep(new Blob(['photo']), 'a.jpg')).rejects.toBeInstanceOf(StorageFull)
})

test('an empty file is not kept', async () => {
  await expect(open().keep(new Blob([]), 'a.jpg')).rejects.toMatchObject({ code: 'file.empty' })
})

test('what was sent days ago is thrown away, what waits or was refused never is', async () => {
  const box = open()
  await box.put(wish('visit.accept'))
  await box.send()
  answer = () => refused('visit.cannot_depart')
  await box.put(wish('visit.depart', { id: 'v2', chain: 'v2' }))
  await box.send()
  wall += 30 * 24 * 3_600_000
  answer = () => ok()
  await box.put(wish('order.say', { chain: 'v3' }))
  await box.send()
  expect(await states(box)).toEqual(['visit.depart refused', 'order.say done'])
})

test('a second tap, or a second tab, does not depart twice', async () => {
  const box = open()
  answer = cut
  const [first, second] = await Promise.all([box.put(wish('visit.depart')), open().put(wish('visit.depart'))])
  expect(second.key).toBe(first.key)
  expect((await box.deeds()).length).toBe(1)
})

test('many deeds put in at once keep the order in which they were put in', async () => {
  const box = open()
  answer = cut
  await Promise.all(
    Array.from({ length: 40 }, (_, nth) => box.put(wish('visit.answer', { body: { answers: { step: nth } } }))),
  )
  answer = () => ok()
  asked = []
  await box.send()
  const sent = asked.filter((each) => each.body).map((each) => JSON.parse(each.body).answers.step)
  expect(sent).toEqual(Array.from({ length: 40 }, (_, nth) => nth))
})

test('a photo that is taken back before it was sent leaves the queue with its bytes, unless something else tells of it', async () => {
  const box = open()
  answer = cut
  const [lost, shared] = [await box.keep(new Blob(['mistake']), 'a.jpg'), await box.keep(new Blob(['both']), 'b.jpg')]
  const mistaken = await box.put(wish('visit.evidence', { files: [lost] }))
  const twice = await box.put(wish('visit.evidence', { files: [shared] }))
  await box.put(wish('order.say', { files: [shared] }))
  await box.send()
  // the first has been tried and may have arrived: only the server can take it back
  expect(await box.recall(mistaken.key)).toBe(false)
  expect(await box.file(lost)).toBeDefined()
  expect(await box.recall(twice.key)).toBe(true)
  expect(await box.file(shared)).toBeDefined()
  const unsent = await box.keep(new Blob(['another mistake']), 'c.jpg')
  const second = await box.put(wish('visit.evidence', { files: [unsent] }))
  expect(await box.recall(second.key)).toBe(true)
  expect(await box.file(unsent)).toBeUndefined()
  expect(await box.bytes(unsent)).toBeUndefined()
  asked = []
  answer = () => ok()
  await box.send()
  expect(paths().filter((each) => each.startsWith('files/')).length).toBe(2)
})
