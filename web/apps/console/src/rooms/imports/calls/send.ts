// Sends a file to be checked or taken in; the file itself is the body.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export interface Wish {
  kind: Wire['ImportKind']
  file: File
  /** A mapping's name; without one, the one that fits. */
  mapping?: string
  check: boolean
  /** Take nothing when any row is wrong. */
  refuse_wrong?: boolean
}

export function sendImport(wish: Wish, once: Once, signal?: AbortSignal): Promise<Wire['Report']> {
  const { kind, file, mapping, check, refuse_wrong } = wish
  return ask(
    api.POST('/api/v1/imports', {
      params: { query: { kind, file: file.name, mapping, check, refuse_wrong }, header: once },
      // the description knows the body as bytes only
      body: file as never,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { 'content-type': file.type || 'application/octet-stream' },
      signal,
    }),
  )
}
