// Photos to and from the server, by the SHA-256 of their bytes.
import { marks, Problem } from '@fieldloop/api'
import { link, tokenOf } from '../link'

const headers = (changes: boolean) => ({
  ...marks(changes),
  ...(link.value && { Authorization: `Bearer ${tokenOf(link.value)}` }),
})

/** Sends a file ahead and answers with its hash; sending it again changes nothing. */
export async function sendPhoto(blob: Blob): Promise<string> {
  // browsers work out hashes only on pages of https or of this machine
  if (!globalThis.crypto?.subtle) throw new Problem(0, 'file.page_not_secure')
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))
  const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const answer = await fetch(`/api/v1/portal/files/${sha256}`, {
    method: 'PUT',
    headers: headers(true),
    body: blob,
    credentials: 'same-origin',
  }).catch((thrown: unknown) => {
    throw Problem.of(thrown)
  })
  if (!answer.ok) throw Problem.read(answer.status, await answer.json().catch(() => undefined))
  return sha256
}

const loaded = new Map<string, Promise<string>>()

/** An address under which the page can show a file: pictures cannot say by which link they are asked for. */
export function photoAddress(sha256: string, size: 'thumb' | 'display' | 'original'): Promise<string> {
  const key = `${sha256} ${size}`
  let address = loaded.get(key)
  if (!address) {
    address = fetchPhoto(sha256, size)
    loaded.set(key, address)
    address.catch(() => loaded.delete(key))
  }
  return address
}

async function fetchPhoto(sha256: string, size: string): Promise<string> {
  const answer = await fetch(`/api/v1/portal/files/${sha256}?size=${size}`, { headers: headers(false) })
  if (!answer.ok) throw Problem.read(answer.status, await answer.json().catch(() => undefined))
  return URL.createObjectURL(await answer.blob())
}
