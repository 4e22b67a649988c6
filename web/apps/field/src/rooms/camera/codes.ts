// Reading codes from the camera: by the browser where it can, else by a reader that is fetched then.

export interface Reading {
  stop(): void
}

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>
}
declare global {
  interface Window {
    BarcodeDetector?: (new (options?: { formats: string[] }) => Detector) & { getSupportedFormats(): Promise<string[]> }
  }
}

const wanted = ['code_128', 'code_39', 'ean_13', 'ean_8', 'itf', 'upc_a', 'qr_code', 'data_matrix']
const look_ms = 180
const camera: MediaStreamConstraints = { video: { facingMode: 'environment', width: { ideal: 1280 } } }

/** Calls back with every code it reads, until it is stopped. Throws where there is no camera or it is refused. */
export async function readCodes(video: HTMLVideoElement, found: (text: string) => void): Promise<Reading> {
  const formats = (await window.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? []
  const usable = wanted.filter((each) => formats.includes(each))
  if (window.BarcodeDetector && usable.length)
    return byBrowser(video, new window.BarcodeDetector({ formats: usable }), found)
  const { BarcodeFormat, BrowserMultiFormatReader } = await import('@zxing/browser')
  const { DecodeHintType } = await import('@zxing/library')
  const named = wanted.map((each) => BarcodeFormat[each.toUpperCase() as keyof typeof BarcodeFormat])
  const hints = new Map<number, unknown>([
    [DecodeHintType.POSSIBLE_FORMATS, named],
    [DecodeHintType.TRY_HARDER, true],
  ])
  const controls = await new BrowserMultiFormatReader(hints).decodeFromConstraints(camera, video, (result) => {
    if (result) found(result.getText())
  })
  return { stop: () => controls.stop() }
}

async function byBrowser(video: HTMLVideoElement, detector: Detector, found: (text: string) => void): Promise<Reading> {
  const stream = await navigator.mediaDevices.getUserMedia(camera)
  video.srcObject = stream
  await video.play()
  const timer = setInterval(async () => {
    const codes = await detector.detect(video).catch(() => [])
    const first = codes[0]
    if (first) found(first.rawValue)
  }, look_ms)
  return {
    stop() {
      clearInterval(timer)
      for (const track of stream.getTracks()) track.stop()
    },
  }
}
