import { expect, test } from 'vitest'
import { fitted } from './draw'
import { kindOf } from './sniff'

const bytes = (...parts: (string | number)[]) =>
  new Uint8Array(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part].map((sign) => sign.charCodeAt(0)))),
  )

test.each([
  [bytes(0xff, 0xd8, 0xff, 0xe0), 'jpeg'],
  [bytes(0x89, 'PNG\r\n'), 'png'],
  [bytes('RIFF', 0, 0, 0, 0, 'WEBPVP8 '), 'webp'],
  [bytes(0, 0, 0, 24, 'ftypheic'), 'heic'],
  [bytes(0, 0, 0, 24, 'ftypmif1'), 'heic'],
  [bytes(0, 0, 0, 24, 'ftypisom'), 'video'],
  [bytes('%PDF-1.7'), 'other'],
])('a file is known by its first bytes (%#)', (first, kind) => {
  expect(kindOf(first)).toBe(kind)
})

test('a large picture is made to fit, a small one stays as it is', () => {
  expect(fitted(8000, 6000)).toEqual({ width: 1600, height: 1200 })
  expect(fitted(3000, 4000)).toEqual({ width: 1200, height: 1600 })
  expect(fitted(640, 480)).toEqual({ width: 640, height: 480 })
})
