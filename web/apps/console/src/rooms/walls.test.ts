// The walls between rooms: a room is entered through its index only.
import { expect, test } from 'vitest'

const files = import.meta.glob<string>('../**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true })

test('no room reaches into another room past its index', () => {
  const reaching = Object.entries(files).flatMap(([path, text]) =>
    [...text.matchAll(/from '([^']*)'/g)]
      .map((match) => new URL(match[1] ?? '', `file:///app/src/rooms/${path}`).pathname)
      .filter((target) => /^\/app\/src\/rooms\/[^/]+\/./.test(target))
      .filter((target) => roomOf(target) !== roomOf(new URL(path, 'file:///app/src/rooms/').pathname))
      .map((target) => `${path} → ${target}`),
  )
  expect(reaching).toEqual([])
})

function roomOf(path: string): string {
  return /^\/app\/src\/rooms\/([^/]+)\//.exec(path)?.[1] ?? ''
}
