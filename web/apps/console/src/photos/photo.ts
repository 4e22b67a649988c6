// A photo, signature or paper as it is shown, and where its bytes are.

import type { Wire } from '@fieldloop/api'
import { code } from '@fieldloop/words'

export interface Photo {
  sha256: string
  kind: string
  caption: string
  /** What is doubtful about it, in words. */
  flags: string[]
}

const pictures = new Set(['photo', 'signature', 'receipt'])

/** Whether it can be shown as a picture; videos and papers are opened beside the page. */
export function isPicture(photo: Photo): boolean {
  return pictures.has(photo.kind)
}

export function fileAddress(sha256: string, size: 'thumb' | 'display' | 'original'): string {
  return `/api/v1/files/${sha256}?size=${size}`
}

/** Drawings and manuals as they stand in a row of photos. */
export function papersShown(
  papers: Pick<Wire['PaperShown'], 'sha256' | 'media' | 'kind' | 'caption' | 'name'>[],
): Photo[] {
  return papers.map((each) => ({
    sha256: each.sha256,
    kind: each.media.startsWith('image/') ? 'photo' : 'document',
    caption: `${code('paper_kind', each.kind)} ${each.caption || each.name}`,
    flags: [],
  }))
}
