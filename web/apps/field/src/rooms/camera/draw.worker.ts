// Decodes and draws away from the page, so that nothing on screen stands still meanwhile.
import { drawn } from './draw'

export interface Order {
  nth: number
  source: Blob | ImageBitmap
  lines: string[]
}
export type Answer = { nth: number; blob: Blob } | { nth: number; failed: string }

self.onmessage = async ({ data }: MessageEvent<Order>) => {
  try {
    const image =
      data.source instanceof ImageBitmap
        ? data.source
        : await createImageBitmap(data.source, { imageOrientation: 'from-image' })
    self.postMessage({ nth: data.nth, blob: await drawn(image, data.lines) } satisfies Answer)
  } catch (thrown) {
    self.postMessage({ nth: data.nth, failed: String(thrown) } satisfies Answer)
  }
}
