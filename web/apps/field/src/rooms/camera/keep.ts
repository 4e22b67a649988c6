// A picture is kept on the phone first, then told of; its bytes follow when they can.
import { theClock, useOutbox } from '../../phone/outbox'
import type { visitDeeds } from '../visits'
import type { Pictured } from './picture'

export interface Described {
  kind: 'photo' | 'video' | 'signature' | 'receipt' | 'document'
  step?: string
  caption?: string
}

/** Keeps the bytes and puts the evidence into the queue; answers with its hash. */
export async function keepPhoto(
  deeds: ReturnType<typeof visitDeeds>,
  taken: Pictured,
  described: Described,
): Promise<string> {
  const sha256 = await useOutbox().keep(taken.blob, taken.name)
  const at_ms = Math.min(taken.at_ms + (theClock.value.skew_ms ?? 0), theClock.value.now_ms)
  const body = { sha256, ...described, taken_at: new Date(at_ms).toISOString(), place: taken.place ?? null }
  await deeds.onVisit('visit.evidence', body, { files: [sha256] })
  return sha256
}
