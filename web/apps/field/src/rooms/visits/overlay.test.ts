import type { Wire } from '@fieldloop/api'
import type { Deed } from '@fieldloop/offline'
import { expect, test } from 'vitest'
import { overlaid, unknownTo } from './overlay'

const asked_ms = Date.parse('2026-11-21T02:00:00Z')
const prices = [
  {
    code: 'labour',
    price_minor: 12_000,
    in_warranty: 'brand',
    out_of_warranty: 'customer',
    under_contract: 'contract',
    kind: 'service',
    name: { zh: '工时', en: 'Labour' },
  },
] as Wire['PriceShown'][]
const around = { me: { user_id: 'li', name: '李师傅' }, prices }

function page(verdict: Wire['Verdict'] = 'out_of_warranty'): Wire['VisitPage'] {
  return {
    visit: { id: 'v1', status: 'offered', crew: [], offer: { technician_id: 'li' }, window_version: 2 },
    order: { id: 'o1', number: 'WX-1', category: 'ac', contact_name: '张三' },
    items: [{ id: 'i1', verdict, category: 'ac', service: 'repair' }],
    promises: [{ id: 'p1', status: 'open', words: '带支架' }],
    history: [],
    evidence: [],
    parts: [],
    messages: [],
    offers: [],
    charges: null,
    sop: {
      visit_id: 'v1',
      steps: [
        { step: { code: 'hole', kind: 'choice', forced: true }, asked: true, earlier: [] },
        {
          step: { code: 'hole_photo', kind: 'photo', forced: true, when: "answers.hole == 'new'" },
          asked: false,
          earlier: [],
        },
      ],
      blocks: [],
    },
  } as unknown as Wire['VisitPage']
}

let seq = 0
function deed(verb: Deed['verb'], body: unknown = {}, more: Partial<Deed> = {}): Deed {
  seq++
  return {
    seq,
    key: `k${seq}`,
    owner: 'demo/li',
    chain: 'v1',
    after: '',
    verb,
    id: 'v1',
    part: '',
    seen: {},
    at_ms: asked_ms + seq * 60_000,
    skew_ms: 0,
    body: JSON.stringify(body),
    files: [],
    about: 'WX-1',
    state: 'waiting',
    tries: 0,
    trouble: null,
    answer: null,
    done_at_ms: null,
    ...more,
  }
}
const after = (deeds: Deed[], of = page()) => overlaid(of, deeds, around)

test('the way from the offer to the work is seen at once, sent or not', () => {
  const now = after([deed('visit.accept'), deed('visit.depart'), deed('visit.arrive'), deed('visit.start')])
  expect(now.visit.status).toBe('working')
  expect(now.visit.offer).toBeNull()
  expect(now.visit.crew.map((each) => each.name)).toEqual(['李师傅'])
})

test('an answer opens its step, and a picture of that step is its answer', () => {
  const now = after([
    deed('visit.answer', { answers: { hole: 'new' } }),
    deed('visit.evidence', { sha256: 'a'.repeat(64), kind: 'photo', step: 'hole_photo' }),
  ])
  expect(now.sop.steps[1]).toMatchObject({ asked: true, answer: ['a'.repeat(64)] })
  expect(now.evidence.map((each) => each.step)).toEqual(['hole_photo'])
})

test('what the server told of already is not laid over it twice', () => {
  const sha256 = 'b'.repeat(64)
  const told = page()
  told.evidence = [{ id: 'e1', sha256, kind: 'photo', step: 'hole_photo' }] as Wire['EvidenceShown'][]
  const now = after([deed('visit.evidence', { sha256, kind: 'photo', step: 'hole_photo' })], told)
  expect(now.evidence.length).toBe(1)
})

test('ticked out of warranty the customer pays and has to agree; agreed and paid, nothing is due', () => {
  const tick = deed('order.charge', { lines: [{ code: 'labour', quantity: 2, item_id: 'i1' }] }, { id: 'o1' })
  const ticked = after([tick])
  expect(ticked.charges?.money).toMatchObject({ customer_minor: 24_000, approved: false, due_minor: 0 })
  const agreed = after([tick, deed('order.approve', { total_minor: 24_000 })])
  expect(agreed.charges?.money).toMatchObject({ approved: true, due_minor: 24_000 })
  const paid = after([tick, deed('order.approve'), deed('order.pay', { amount_minor: 24_000 })])
  expect(paid.charges?.money).toMatchObject({ paid_minor: 24_000, due_minor: 0 })
})

test('in warranty the brand pays and nobody has to agree', () => {
  const now = after(
    [deed('order.charge', { lines: [{ code: 'labour', quantity: 1, item_id: 'i1' }] })],
    page('in_warranty'),
  )
  expect(now.charges?.money).toMatchObject({ customer_minor: 0, total_minor: 12_000, approved: true })
  expect(now.charges?.lines[0]).toMatchObject({ payer: 'brand', reason: 'payer_reason.in_warranty' })
})

test('another line takes the yes to the old total back', () => {
  const tick = () => deed('order.charge', { lines: [{ code: 'labour', quantity: 1, item_id: 'i1' }] })
  expect(after([tick(), deed('order.approve'), tick()]).charges?.money).toMatchObject({
    customer_minor: 24_000,
    approved: false,
  })
})

test('a promise, a part, a line of words and the end are all there before they are sent', () => {
  const now = after([
    deed('promise.settle', { status: 'kept' }, { id: 'p1' }),
    deed('visit.part', { name: '密封圈', quantity: 2 }),
    deed('order.say', { audience: 'crew', words: '管子老化' }),
    deed('visit.complete', { visit: { outcome: 'solved', note: '好了' } }),
  ])
  expect(now.promises[0]?.status).toBe('kept')
  expect(now.parts[0]).toMatchObject({ name: '密封圈', quantity: 2 })
  expect(now.messages[0]).toMatchObject({ words: '管子老化', author: '李师傅' })
  expect(now.visit).toMatchObject({ status: 'done', outcome: 'solved' })
})

test('what was refused, and what waits behind it, is not shown as done; what was taken since is', () => {
  const refused = deed('visit.depart', {}, { state: 'refused' })
  const behind = deed('visit.arrive', {}, { after: refused.key })
  const taken = deed('visit.accept', {}, { state: 'done', done_at_ms: asked_ms + 5_000 })
  const known = deed('visit.accept', {}, { state: 'done', done_at_ms: asked_ms - 5_000 })
  const other = deed('visit.accept', {}, { chain: 'v2' })
  expect(unknownTo(asked_ms, 'v1', [known, taken, refused, behind, other])).toEqual([taken])
})

test('a photo taken by mistake is gone before that is sent, from its step alone', () => {
  const photo = { sha256: 'a'.repeat(64), kind: 'photo', step: 'before' }
  const loose = { sha256: 'a'.repeat(64), kind: 'photo' }
  const now = after([
    deed('visit.evidence', photo),
    deed('visit.evidence', loose),
    deed('visit.evidence_back', { sha256: photo.sha256, step: 'before' }),
  ])
  expect(now.evidence.map((each) => each.step ?? null)).toEqual([null])
})
