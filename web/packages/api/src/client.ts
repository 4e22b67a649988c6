// The typed client: session cookie, CSRF token and Idempotency-Key on what changes something, problems as exceptions.
import createClient, { type Middleware } from 'openapi-fetch'
import { freshKey } from './intent'
import { Problem } from './problem'
import type { paths } from './schema'

let csrf = ''

/** Keeps the token of the session's answer for every change that follows. */
export function rememberSession(session: { csrf: string }): void {
  csrf = session.csrf
}

export function forgetSession(): void {
  csrf = ''
}

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

const safety: Middleware = {
  onRequest({ request }) {
    // the trail says from where something was done
    request.headers.set('x-client', 'console')
    request.headers.set('Accept-Language', document.documentElement.lang || 'zh-CN')
    if (!changing.has(request.method)) return request
    if (csrf) request.headers.set('x-csrf-token', csrf)
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
