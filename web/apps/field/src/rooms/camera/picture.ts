// From what the camera or the gallery gives to a picture that can be kept: checked, made small, marked.
import { Problem } from '@fieldloop/api'
import { kindOf } from '@fieldloop/ui/pictures'
import { drawnHere } from './draw'
import { drawnAway, drawsAway } from './worker'

/** What the band at the foot says. */
export interface Mark {
  lines: string[]
}

export interface Taken {
  blob: Blob
  name: string
  /** When it was taken, in ms of the phone's own clock. */
  at_ms: number
}

/** With where it was taken, as far as the phone could tell. */
export type Pictured = Taken & { place?: { lat: number; lng: number } }

const first_bytes = 16

/** A frame of the camera, or a file: refused in words where it is no picture. */
export async function picture(source: Blob | ImageBitmap, lines: string[]): Promise<Blob> {
  if (source instanceof Blob) await check(source)
  try {
    return await inWorker(source, lines)
  } catch (thrown) {
    if (source instanceof Blob && (await isHeic(source))) throw new Problem(0, 'file.heic')
    throw thrown instanceof Problem ? thrown : new Problem(0, 'file.damaged')
  }
}

async function check(file: Blob): Promise<void> {
  if (!file.size) throw new Problem(0, 'file.empty')
  const first = await start(file)
  const kind = kindOf(first)
  // one that the phone can open is turned into JPEG; one that it cannot is refused below
  if (kind === 'video' || kind === 'other') throw new Problem(0, 'file.not_a_picture')
}

async function start(file: Blob): Promise<Uint8Array> {
  const bytes = await file
    .slice(0, first_bytes)
    .arrayBuffer()
    .catch(() => {
      throw new Problem(0, 'file.unreadable')
    })
  return new Uint8Array(bytes)
}

const isHeic = async (file: Blob) => kindOf(await start(file)) === 'heic'

async function inWorker(source: Blob | ImageBitmap, lines: string[]): Promise<Blob> {
  if (!drawsAway) return drawnHere(source instanceof Blob ? await createImageBitmap(source) : source, lines)
  const blob = await drawnAway({ source, lines }, source instanceof Blob ? [] : [source])
  if (!blob) throw new Error('no picture')
  return blob
}
