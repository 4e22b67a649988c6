import { afterEach, expect, test } from 'vitest'
import { code, speak, t } from './index'

type File = Record<string, string>
const files = import.meta.glob<File>('../{zh-CN,en}/*.json', { eager: true, import: 'default' })
/** A singular and a plural: `{count|visit|visits}`. */
const forms = /\{\w+\|[^{}|]*\|[^{}|]*\}/g
const of = (language: string) =>
  Object.entries(files)
    .filter(([path]) => path.includes(`/${language}/`))
    .map(([path, words]) => ({ room: path.split('/').pop() ?? '', words }))

afterEach(() => speak('zh-CN'))

test('both languages have the same rooms', () => {
  expect(of('en').map((file) => file.room)).toEqual(of('zh-CN').map((file) => file.room))
})

test.each(of('zh-CN'))('$room says the same things in both languages', ({ room, words }) => {
  const english = of('en').find((file) => file.room === room)?.words ?? {}
  expect(Object.keys(english).sort()).toEqual(Object.keys(words).sort())
})

test.each(Object.entries(files))('%s has no empty word and no stray sign of the message language', (_, words) => {
  const bad = Object.entries(words).filter(
    ([, word]) => typeof word !== 'string' || !word.trim() || /[|@]/.test(word.replace(forms, '')),
  )
  expect(bad).toEqual([])
})

test('a word with facts asks for the same facts in both languages', () => {
  const facts = (word = '') => [...word.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()
  const english = Object.assign({}, ...of('en').map((file) => file.words)) as File
  const differing = of('zh-CN')
    .flatMap((file) => Object.entries(file.words))
    .filter(([key, word]) => facts(word).join() !== facts(english[key]).join())
  expect(differing.map(([key]) => key)).toEqual([])
})

test('a number chooses between the forms of a text, and only a number that the text tells', async () => {
  await speak('en')
  expect([0, 1, 2].map((count) => t('order.photos', { count }))).toEqual(['0 photos', '1 photo', '2 photos'])
  expect(t('board.group_count', { people: '1', visits: 2 })).toBe('1 person · 2 visits')
  const untold = of('en')
    .flatMap((file) => Object.entries(file.words))
    .filter(([, word]) => [...word.matchAll(/\{(\w+)\|/g)].some(([, fact]) => !word.includes(`{${fact}}`)))
  expect(untold).toEqual([])
})

test('no key is said twice in different files', () => {
  const keys = of('zh-CN').flatMap((file) => Object.keys(file.words))
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
})

test('a flat key is found, its facts are filled in, and the language changes', async () => {
  expect(t('order.chased', { count: 3 })).toBe('催单 3 次')
  await speak('en')
  expect(t('order.chased', { count: 3 })).toBe('chased 3×')
})

test('a code without a word is shown as it is rather than as a hole', () => {
  expect(code('phase', 'closed')).toBe('已结案')
  expect(code('phase', 'from_the_future')).toBe('from_the_future')
})
