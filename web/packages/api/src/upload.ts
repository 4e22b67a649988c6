// Sends a file ahead under the SHA-256 of its bytes, telling how far it is; what it shows is said afterwards, by its hash.
import { marks } from './client'
import { Problem } from './problem'

/** Nothing larger is kept, so nothing larger is read into memory either. */
const limit_mb = 200

export interface Sending {
  /** Called with the part that was sent, 0 to 1. */
  told(part: number): void
  signal?: AbortSignal
}

/** Sends the file and answers with its hash; sending the same file again changes nothing. Refusals are thrown as `Problem`. */
export async function sendFile(file: File, sending: Sending): Promise<string> {
  const sha256 = await sha256Of(file)
  sending.signal?.throwIfAborted()
  await put(`/api/v1/files/${sha256}?name=${encodeURIComponent(file.name)}`, file, sending)
  return sha256
}

async function sha256Of(file: File): Promise<string> {
  if (file.size > limit_mb * 1024 * 1024) throw new Problem(413, 'too_large', { limit_mb })
  // browsers work out hashes only on pages of https or of this machine
  if (!globalThis.crypto?.subtle) throw new Problem(0, 'file.page_not_secure')
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Problem(0, 'file.unreadable')
  })
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** By XMLHttpRequest: `fetch` does not tell how much was sent. */
function put(url: string, file: File, { told, signal }: Sending): Promise<void> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest()
    request.open('PUT', url)
    for (const [name, value] of Object.entries(marks(true))) request.setRequestHeader(name, value)
    request.upload.onprogress = (sent) => sent.lengthComputable && told(sent.loaded / sent.total)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) done()
      else failed(Problem.read(request.status, parsed(request.responseText)))
    }
    request.onerror = () => failed(new Problem(0, 'offline'))
    request.onabort = () => failed(new Problem(0, 'file.interrupted'))
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
