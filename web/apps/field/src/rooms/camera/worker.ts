// The worker that draws for the camera's room: started when it is first asked, its answers told apart by their number.
import type { Answer, Wanted } from './draw.worker'

let worker: Worker | undefined
let last = 0
const waiting = new Map<number, { done(blob: Blob | undefined): void; failed(why: unknown): void }>()

/** Whether the browser's workers can draw. */
export const drawsAway = typeof OffscreenCanvas !== 'undefined' && typeof Worker !== 'undefined'

export function drawnAway(wanted: Wanted, handed: Transferable[] = []): Promise<Blob | undefined> {
  worker ??= started()
  const nth = ++last
  const blob = new Promise<Blob | undefined>((done, failed) => waiting.set(nth, { done, failed }))
  worker.postMessage({ nth, ...wanted }, handed)
  return blob
}

function started(): Worker {
  const made = new Worker(new URL('./draw.worker.ts', import.meta.url), { type: 'module' })
  made.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.nth)
    waiting.delete(data.nth)
    if ('failed' in data) asked?.failed(new Error(data.failed))
    else asked?.done(data.blob)
  }
  made.onerror = () => {
    for (const asked of waiting.values()) asked.failed(new Error('the worker failed'))
    waiting.clear()
    worker = undefined
  }
  return made
}
