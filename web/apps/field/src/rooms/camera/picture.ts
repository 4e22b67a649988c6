// From what the camera or the gallery gives to a picture that can be kept: checked, made small, marked.
import { Problem } from '@fieldloop/api'
import { kindOf } from '@fieldloop/ui/pictures'
import { drawnHere } from './draw'
import type { Answer, Order } from './draw.worker'

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

let worker: Worker | undefined
let last = 0
const waiting = new Map<number, { done(blob: Blob): void; failed(why: unknown): void }>()

async function inWorker(source: Blob | ImageBitmap, lines: string[]): Promise<Blob> {
  if (typeof OffscreenCanvas === 'undefined')
    return drawnHere(source instanceof Blob ? await createImageBitmap(source) : source, lines)
  worker ??= started()
  const nth = ++last
  const order: Order = { nth, source, lines }
  const blob = new Promise<Blob>((done, failed) => waiting.set(nth, { done, failed }))
  worker.postMessage(order, source instanceof Blob ? [] : [source])
  return blob
}

function started(): Worker {
  const made = new Worker(new URL('./draw.worker.ts', import.meta.url), { type: 'module' })
  made.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.nth)
    waiting.delete(data.nth)
    if ('blob' in data) asked?.done(data.blob)
    else asked?.failed(new Error(data.failed))
  }
  made.onerror = () => {
    for (const asked of waiting.values()) asked.failed(new Error('the worker failed'))
    waiting.clear()
    worker = undefined
  }
  return made
}
