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
/** What is large may take longer, as long as so much of it goes in a second. */
const bytes_per_ms = 40

/** Larger files go in pieces of this size, which the server keeps. */
export const piece_bytes = 1024 * 1024
const gaps_max = 5

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

  /** Sends a file: a small one as a whole, a large one in pieces from where an earlier try was cut off. `told` hears how much is there. */
  async file(file: KeptFile, bytes: Blob, told: (sent: number) => void = () => undefined): Promise<void> {
    const url = `/api/v1/files/${file.sha256}?name=${encodeURIComponent(file.name)}`
    if (bytes.size > piece_bytes) return this.inPieces(url, bytes, told)
    const request = { method: 'PUT', headers: marks(true), body: bytes }
    await read(await this.ask(url, request, file_ms + bytes.size / bytes_per_ms))
  }

  private async inPieces(url: string, bytes: Blob, told: (sent: number) => void): Promise<void> {
    const put = async (range: string, body?: Blob) => {
      const headers = { ...marks(true), 'content-range': `bytes ${range}/${bytes.size}` }
      return read(await this.ask(url, { method: 'PUT', headers, body }, file_ms))
    }
    // only what is not whole yet answers with how much is there
    const received = (answer: unknown) => (answer as { received?: number } | null)?.received ?? bytes.size
    let at = received(await put('*'))
    for (let gaps = 0; at < bytes.size; ) {
      told(at)
      const end = Math.min(at + piece_bytes, bytes.size)
      try {
        at = received(await put(`${at}-${end - 1}`, bytes.slice(at, end)))
      } catch (thrown) {
        // a try that seemed lost has arrived after all
        if (Problem.of(thrown).code !== 'file.piece_gap' || ++gaps > gaps_max) throw thrown
        at = received(await put('*'))
      }
    }
    told(bytes.size)
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
