import { expect, test } from 'vitest'
import { fitted, kindOf } from './pictures'

const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0))

test.each([
  ['\xff\xd8\xff\xe0', 'picture'],
  ['\x89PNG\r\n', 'picture'],
  ['RIFF....WEBPVP8 ', 'picture'],
  ['....ftypheic....', 'heic'],
  ['....ftypmif1....', 'heic'],
  ['....ftypisom....', 'video'],
  ['\x1a\x45\xdf\xa3....webm', 'video'],
  ['%PDF-1.7', 'other'],
  ['', 'other'],
])('%j is a %s', (text, kind) => {
  expect(kindOf(bytes(text))).toBe(kind)
})

test('a photo is made small in its own proportions, and never larger', () => {
  expect(fitted(8000, 6000)).toEqual({ width: 1600, height: 1200 })
  expect(fitted(600, 5000)).toEqual({ width: 192, height: 1600 })
  expect(fitted(640, 480)).toEqual({ width: 640, height: 480 })
  expect(fitted(40_000, 3)).toEqual({ width: 1600, height: 1 })
})
