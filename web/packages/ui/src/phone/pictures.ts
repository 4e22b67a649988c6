// Pictures from a phone: what a file really is, by its first bytes, as a name proves nothing; and how large it is sent.

export type FileKind = 'picture' | 'heic' | 'video' | 'other'

const heic = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']

export function kindOf(first: Uint8Array): FileKind {
  const text = (from: number, to: number) => String.fromCharCode(...first.subarray(from, to))
  if (first[0] === 0xff && first[1] === 0xd8) return 'picture'
  if (text(1, 4) === 'PNG' || (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP')) return 'picture'
  // WebM, as Android's browsers record it
  if (first[0] === 0x1a && first[1] === 0x45 && first[2] === 0xdf && first[3] === 0xa3) return 'video'
  if (text(4, 8) === 'ftyp') return heic.includes(text(8, 12)) ? 'heic' : 'video'
  return 'other'
}

/** No side is longer. */
const side_px_max = 1600

/** The size of a picture that is sent, in its own proportions. */
export function fitted(width: number, height: number, side_px = side_px_max): { width: number; height: number } {
  const by = Math.min(1, side_px / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * by)), height: Math.max(1, Math.round(height * by)) }
}
