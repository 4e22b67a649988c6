// The walls between rooms of the phone app: a room's pages are its own; what others show of it stands in what it offers.
import { expect, test } from 'vitest'

const files = import.meta.glob<string>('../**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true })

test('no room imports another room’s page', () => {
  const reaching = Object.entries(files).flatMap(([path, text]) =>
    [...text.matchAll(/from '(\.[^']*Page\.vue)'/g)].map((match) => `${path} → ${match[1]}`),
  )
  expect(reaching).toEqual([])
})

test('phones load nothing of the office’s components', () => {
  const heavy = Object.entries(files).filter(([, text]) =>
    /from '(?:element-plus|@element-plus|@fieldloop\/ui')/.test(text),
  )
  expect(heavy.map(([path]) => path)).toEqual([])
})
