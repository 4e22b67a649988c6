// The typed client: session cookie, CSRF token and Idempotency-Key on what changes something, problems as exceptions.
import createClient, { type Middleware } from 'openapi-fetch'
import { freshKey } from './intent'
import { Problem } from './problem'
import type { paths } from './schema'

let csrf = ''
let client = 'console'

/** Says once, when an app starts, which of the apps it is: the trail tells from where something was done. */
export function callFrom(app: 'console' | 'field' | 'customer'): void {
  client = app
}

/** Keeps the token of the session's answer for every change that follows. */
export function rememberSession(session: { csrf: string }): void {
  csrf = session.csrf
}

export function forgetSession(): void {
  csrf = ''
}

/** What every request says of itself, and on a change the session's token: for what `fetch` cannot send. */
export function marks(changes: boolean): Record<string, string> {
  const always = { 'x-client': client, 'Accept-Language': document.documentElement.lang || 'zh-CN' }
  return changes && csrf ? { ...always, 'x-csrf-token': csrf } : always
}

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

const safety: Middleware = {
  onRequest({ request }) {
    const changes = changing.has(request.method)
    for (const [name, value] of Object.entries(marks(changes))) request.headers.set(name, value)
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key'))
      request.headers.set('Idempotency-Key', freshKey())
    return request
  },
}

export const api = createClient<paths>({ baseUrl: globalThis.location?.origin, credentials: 'same-origin' })
api.use(safety)

/** The answer's data, or a thrown `Problem`: `const order = await ask(api.GET('/api/v1/orders/{id}', …))`. */
export async function ask<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch((thrown: unknown) => {
    throw Problem.of(thrown)
  })
  if (!response.ok) throw Problem.read(response.status, error)
  return data as T
}
