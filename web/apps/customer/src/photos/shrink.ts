// From what the phone's gallery or camera gives to a picture that can be sent: checked, made small, with a small one to show.
import { Problem } from '@fieldloop/api'
import { fitted, kindOf } from '@fieldloop/ui/pictures'

const quality = 0.82
const thumb_px = 160
const first_bytes = 16
const video_mb_max = 200

export interface Shrunk {
  blob: Blob
  /** A small picture as a data address; none for a video. */
  thumb: string
}

/** Refused in words: an empty file, a damaged one, one of a kind that nobody could look at. */
export async function shrink(file: File, takesVideo: boolean): Promise<Shrunk> {
  if (!file.size) throw new Problem(0, 'file.empty')
  const first = await file
    .slice(0, first_bytes)
    .arrayBuffer()
    .catch(() => {
      throw new Problem(0, 'file.unreadable')
    })
  const kind = kindOf(new Uint8Array(first))
  if (kind === 'video' && takesVideo) {
    if (file.size > video_mb_max * 1024 * 1024) throw new Problem(0, 'too_large', { limit_mb: video_mb_max })
    return { blob: file, thumb: '' }
  }
  if (kind === 'video' || kind === 'other') throw new Problem(0, 'portal.not_a_picture')
  // a phone that can open HEIC turns it into JPEG here; one that cannot says so
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => {
    throw new Problem(0, kind === 'heic' ? 'file.heic' : 'file.damaged')
  })
  try {
    const blob = await drawn(image, fitted(image.width, image.height))
    const small = await drawn(image, fitted(image.width, image.height, thumb_px))
    return { blob, thumb: await address(small) }
  } finally {
    image.close()
  }
}

function drawn(image: ImageBitmap, { width, height }: { width: number; height: number }): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const paper = canvas.getContext('2d')
  if (!paper) throw new Problem(0, 'file.damaged')
  // what is see-through would turn black
  paper.fillStyle = '#fff'
  paper.fillRect(0, 0, width, height)
  paper.drawImage(image, 0, 0, width, height)
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Problem(0, 'file.damaged'))), 'image/jpeg', quality),
  )
}

function address(blob: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.onload = () => done(String(reader.result))
    reader.onerror = () => failed(new Problem(0, 'file.unreadable'))
    reader.readAsDataURL(blob)
  })
}
