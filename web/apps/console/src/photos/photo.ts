// A photo, signature or paper as it is shown, and where its bytes are.

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
