// Draws a picture small enough to send, with a band at its foot that says when, where and for which order. Runs in a worker.
import { fitted } from '@fieldloop/ui/pictures'

const quality = 0.82

type Paper = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D

export function paint(paper: Paper, image: CanvasImageSource, width: number, height: number, lines: string[]): void {
  paper.drawImage(image, 0, 0, width, height)
  if (!lines.length) return
  const type_px = Math.max(16, Math.round(Math.min(width, height) / 36))
  const row_px = Math.round(type_px * 1.4)
  const band_px = row_px * lines.length + type_px * 0.6
  paper.fillStyle = 'rgb(0 0 0 / 48%)'
  paper.fillRect(0, height - band_px, width, band_px)
  paper.fillStyle = '#fff'
  paper.font = `${type_px}px -apple-system, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif`
  paper.textBaseline = 'top'
  for (const [nth, line] of lines.entries())
    paper.fillText(line, type_px * 0.6, height - band_px + type_px * 0.3 + nth * row_px, width - type_px * 1.2)
}

/** JPEG of a decoded picture; the picture is used up. */
export async function drawn(image: ImageBitmap, lines: string[]): Promise<Blob> {
  const { width, height } = fitted(image.width, image.height)
  const canvas = new OffscreenCanvas(width, height)
  const paper = canvas.getContext('2d')
  if (!paper) throw new Error('no canvas')
  paint(paper, image, width, height, lines)
  image.close()
  return canvas.convertToBlob({ type: 'image/jpeg', quality })
}

/** The same on the page, for browsers whose workers cannot draw. */
export async function drawnHere(image: ImageBitmap, lines: string[]): Promise<Blob> {
  const { width, height } = fitted(image.width, image.height)
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const paper = canvas.getContext('2d')
  if (!paper) throw new Error('no canvas')
  paint(paper, image, width, height, lines)
  image.close()
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/jpeg', quality),
  )
}
