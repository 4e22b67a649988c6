// Decodes and draws away from the page, so that nothing on screen stands still meanwhile.
import { openShelf, type Shelf } from '@fieldloop/offline/shelf'
import { drawn } from './draw'
import { small } from './small'

/** To be drawn and marked · kept on this phone, to be shown small. */
export type Wanted = { source: Blob | ImageBitmap; lines: string[] } | { owner: string; sha256: string }
type Order = Wanted & { nth: number }
export type Answer = { nth: number; blob: Blob | undefined } | { nth: number; failed: string }

let shelf: Promise<Shelf> | undefined

self.onmessage = async ({ data }: MessageEvent<Order>) => {
  const { nth } = data
  try {
    const blob = 'source' in data ? await marked(data.source, data.lines) : await kept(data.owner, data.sha256)
    self.postMessage({ nth, blob } satisfies Answer)
  } catch (thrown) {
    self.postMessage({ nth, failed: String(thrown) } satisfies Answer)
  }
}

async function marked(source: Blob | ImageBitmap, lines: string[]): Promise<Blob> {
  const image =
    source instanceof ImageBitmap ? source : await createImageBitmap(source, { imageOrientation: 'from-image' })
  return drawn(image, lines)
}

/** Its bytes never come onto the page: hundreds of whole pictures would hold up whatever moves there. */
async function kept(owner: string, sha256: string): Promise<Blob | undefined> {
  shelf ??= openShelf()
  const place = await shelf
  const [file, found] = await Promise.all([place.get('files', [owner, sha256]), place.get('bytes', [owner, sha256])])
  const whole = file && found && new Blob([found.bytes], { type: file.media })
  return whole?.type.startsWith('image/') ? small(whole) : whole
}
