import { expect, test } from 'vitest'
import { sayable } from '../pruned.mjs'

const files = import.meta.glob<Record<string, string>>('../zh-CN/*.json', { eager: true, import: 'default' })
const keys = Object.values(files).flatMap((words) => Object.keys(words))
const of = (app: Record<string, string>) => sayable(Object.values(app))
const field = import.meta.glob<string>('../../../apps/field/src/**/*.{ts,vue}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

test.each([
  ["t('tab.today')", 'tab.today', true],
  ["t('tab.today')", 'tab.queue', false],
  ["t(is ? 'sign.again' : 'sign.here')", 'sign.here', true],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
  ['t(`way.${app}`)', 'way.baidu', true],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
  ['t(`sell.install_${each}`)', 'sell.install_now', true],
  ["code('payer', line.payer)", 'payer.brand', true],
  ['', 'error.stale', true],
  ['', 'field.required', true],
  ['', 'board.title', false],
])('with %s %s can be said: %s', (source, key, said) => {
  expect(sayable([source])(key)).toBe(said)
})

test('the phone app says nothing of the office’s board and import, and every word of its own', () => {
  const says = of(field)
  expect(keys.filter((key) => /^(?:board|imports|webhooks)\./.test(key) && says(key))).toEqual([])
  const own = Object.entries(files).find(([path]) => path.endsWith('/phones.json'))?.[1] ?? {}
  expect(Object.keys(own).filter((key) => !says(key))).toEqual([])
})
