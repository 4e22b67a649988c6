import { expect, test } from 'vitest'
import { bestOf, checkOf, forgetOpened, keepOpened, linkOf, type Memory, originOf, pathOf } from './address'

function memory(): Memory & { kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}
const first = { company: 'demo', secret: 'first-secret-of-a-link' }
const known = { company: 'demo', secret: 'verified_secret_of_it' }

test.each([
  ['/c/demo/AbC-d_e123456789', { company: 'demo', secret: 'AbC-d_e123456789' }],
  ['/c/demo/AbC-d_e123456789/', { company: 'demo', secret: 'AbC-d_e123456789' }],
  ['/c/demo', undefined],
  ['/c/', undefined],
  ['/c/demo/cut', undefined],
  ['/c/demo/a/b', undefined],
])('%s is read', (path, link) => {
  expect(linkOf(path)).toEqual(link)
})

test('a path is written as it is read', () => {
  expect(linkOf(pathOf(first))).toEqual(first)
})

test('a link that was verified here goes on verified the next time', () => {
  const kept = memory()
  expect(bestOf(first, kept)).toEqual(first)
  keepOpened(first, known, kept)
  expect(bestOf(first, kept)).toEqual(known)
  expect(originOf(known, kept)).toEqual(first)
})

test('a verified link that has ended leads back to the first one, once', () => {
  const kept = memory()
  keepOpened(first, known, kept)
  expect(forgetOpened(known, kept)).toEqual(first)
  expect(bestOf(first, kept)).toEqual(first)
  expect(forgetOpened(known, kept)).toBeUndefined()
  expect(kept.kept.size).toBe(0)
})

test('links of other companies are not mixed up', () => {
  const kept = memory()
  keepOpened(first, known, kept)
  expect(bestOf({ ...first, company: 'other' }, kept)).toEqual({ ...first, company: 'other' })
})

test('the code of a printed report is no link, and a link is no code', () => {
  expect(checkOf('/c/check/demo/7F3K9Q2M4X8W')).toEqual({ company: 'demo', code: '7F3K9Q2M4X8W' })
  expect(checkOf('/c/check/demo/7F3K-9Q2M-4X8W/')).toEqual({ company: 'demo', code: '7F3K-9Q2M-4X8W' })
  expect(checkOf('/c/check/some-secret-of-a-company')).toBeUndefined()
  expect(linkOf('/c/check/demo/7F3K9Q2M4X8W')).toBeUndefined()
})
