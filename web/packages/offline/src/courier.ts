// Carries one deed or one file to the server and brings back what it said.
import { marks, Problem } from '@fieldloop/api'
import type { Deed, KeptFile } from './deed'
import { addressOf, verbs } from './verbs'

export interface Sent {
  answer: unknown
}

/** So long a deed may take; a network that swallows it is taken for none, and the key makes trying again harmless. */
const deed_ms = 20_000
const file_ms = 180_000

export class Courier {
  constructor(private readonly fetched: typeof fetch = (...args) => fetch(...args)) {}

  /** Sends a deed with the time at which it happened by the server's clock. Refusals are thrown as `Problem`. */
  async deed(deed: Deed, happened_ms: number): Promise<Sent> {
    const headers: Record<string, string> = {
      ...marks(true),
      'content-type': 'application/json',
      'idempotency-key': deed.key,
      'fieldloop-happened-at': new Date(happened_ms).toISOString(),
    }
    const seen = Object.entries(deed.seen).map(([fact, version]) => `${fact}=${version}`)
    if (seen.length) headers['fieldloop-seen'] = seen.join('; ')
    if (deed.after) headers['fieldloop-after'] = deed.after
    const request = { method: verbs[deed.verb].method, headers, body: deed.body }
    const response = await this.ask(addressOf(deed.verb, deed.id, deed.part), request, deed_ms)
    return { answer: await read(response) }
  }

  async file(file: KeptFile, bytes: Blob): Promise<void> {
    const request = { method: 'PUT', headers: marks(true), body: bytes }
    await read(await this.ask(`/api/v1/files/${file.sha256}?name=${encodeURIComponent(file.name)}`, request, file_ms))
  }

  private async ask(url: string, request: RequestInit, timeout_ms: number): Promise<Response> {
    try {
      return await this.fetched(url, {
        ...request,
        credentials: 'same-origin',
        signal: AbortSignal.timeout(timeout_ms),
      })
    } catch {
      throw new Problem(0, 'offline')
    }
  }
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => {
    throw new Problem(0, 'offline')
  })
  const body = parsed(text)
  if (!response.ok) throw Problem.read(response.status, body)
  // a page that answers for the server (a hotel's sign-in) is no answer
  if (body === undefined && text) throw new Problem(0, 'offline')
  return body ?? null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
