import { afterEach, expect, test, vi } from 'vitest'
import { api, ask, callFrom, forgetSession, rememberSession } from './client'
import { useIntent } from './intent'
import { liveKeys } from './live'
import { Problem } from './problem'

function answering(status: number, body: unknown, type = 'application/json') {
  const sent: Request[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request)
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })
  })
  return sent
}
const signIn = (headers = {}) =>
  ask(
    api.POST('/api/v1/session', {
      headers,
      body: { company: 'demo', login: 'desk', password: 'x' },
      fetch: globalThis.fetch,
    }),
  )

afterEach(() => {
  vi.unstubAllGlobals()
  forgetSession()
})

test('a change carries the token of the session, a read does not', async () => {
  const sent = answering(200, {})
  rememberSession({ csrf: 'abc' })
  await signIn()
  await ask(api.GET('/api/v1/session', { fetch: globalThis.fetch }))
  expect(sent.map((request) => request.headers.get('x-csrf-token'))).toEqual(['abc', null])
})

test('what is done here is noted as done in the console', async () => {
  const sent = answering(200, {})
  await signIn()
  expect(sent[0]?.headers.get('x-client')).toBe('console')
})

test('another app says its own name', async () => {
  const sent = answering(200, {})
  callFrom('field')
  await signIn()
  callFrom('console')
  expect(sent[0]?.headers.get('x-client')).toBe('field')
})

test('trying the same intent again sends the same key, the next intent another', async () => {
  const sent = answering(200, {})
  const intent = useIntent()
  await signIn(intent.headers)
  await signIn(intent.headers)
  intent.renew()
  await signIn(intent.headers)
  const keys = sent.map((request) => request.headers.get('Idempotency-Key'))
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})

test('a post without an intent still has a key of its own', async () => {
  const sent = answering(200, {})
  await signIn()
  await signIn()
  expect(new Set(sent.map((request) => request.headers.get('Idempotency-Key'))).size).toBe(2)
})

test('a refusal is a problem with its code, facts and fields', async () => {
  answering(
    422,
    { code: 'invalid', fields: [{ path: 'items[0].fault', code: 'field.required' }] },
    'application/problem+json',
  )
  const problem = await signIn().catch((thrown: unknown) => thrown)
  expect(problem).toBeInstanceOf(Problem)
  expect(problem).toMatchObject({ status: 422, code: 'invalid', fields: [{ path: 'items[0].fault' }], passing: false })
})

test('no network is a problem that may pass', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')))
  expect(await signIn().catch((thrown: unknown) => thrown)).toMatchObject({ code: 'offline', passing: true })
})

test('an answer from something that is not the server is not taken for a refusal', () => {
  expect(Problem.read(502, '<html>')).toMatchObject({ code: 'unavailable', passing: true })
  expect(Problem.read(418, undefined)).toMatchObject({ code: 'bug' })
})

test('a burst of events about one order asks for that order and the lists once', () => {
  const event = (seq: number, id: string) => ({
    seq,
    kind: 'visit_accepted',
    subjects: [{ kind: 'order', id }],
    at: '',
  })
  expect(liveKeys([event(1, 'a'), event(2, 'a'), event(3, 'b')])).toEqual([
    ['order', 'a'],
    ['order', 'list'],
    ['order', 'b'],
  ])
})
