// What a file really is, by its first bytes: a name proves nothing.

export type FileKind = 'jpeg' | 'png' | 'webp' | 'heic' | 'video' | 'other'

const heic = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']

export function kindOf(first: Uint8Array): FileKind {
  const text = (from: number, to: number) => String.fromCharCode(...first.subarray(from, to))
  if (first[0] === 0xff && first[1] === 0xd8) return 'jpeg'
  if (text(1, 4) === 'PNG') return 'png'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  if (text(4, 8) === 'ftyp') return heic.includes(text(8, 12)) ? 'heic' : 'video'
  return 'other'
}
