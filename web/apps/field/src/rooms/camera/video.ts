// A short video from the phone's own camera or gallery: checked before it is kept, sent as it is.
import { Problem } from '@fieldloop/api'
import { kindOf } from '@fieldloop/ui/pictures'
import type { Pictured } from './picture'

/** More than a minute of it; what is longer takes too long to send and to look at. */
export const video_mb_max = 50
const mb = 1024 * 1024
const first_bytes = 16

/** Refused in words where it is empty, no video, or too long. */
export async function videoOf(file: File): Promise<Pictured> {
  if (!file.size) throw new Problem(0, 'file.empty')
  if (file.size > video_mb_max * mb) throw new Problem(0, 'too_large', { limit_mb: video_mb_max })
  const first = await file
    .slice(0, first_bytes)
    .arrayBuffer()
    .catch(() => {
      throw new Problem(0, 'file.unreadable')
    })
  if (kindOf(new Uint8Array(first)) !== 'video') throw new Problem(0, 'file.not_a_video')
  return { blob: file, name: file.name || 'video.mp4', at_ms: Math.min(file.lastModified || Date.now(), Date.now()) }
}
