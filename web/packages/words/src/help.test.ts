import { expect, test } from 'vitest'
import { readHelp } from './help'

const files = import.meta.glob<string>('../help/*/*.md', { query: '?raw', import: 'default', eager: true })
const of = (language: string) =>
  Object.entries(files)
    .filter(([path]) => path.includes(`/${language}/`))
    .map(([path, text]) => ({ page: path.split('/').pop() ?? '', help: readHelp(text) }))

test('every page is explained in both languages', () => {
  expect(of('en').map((each) => each.page)).toEqual(of('zh-CN').map((each) => each.page))
})

test.each(of('zh-CN'))('$page says the same in both languages', ({ page, help }) => {
  const english = of('en').find((each) => each.page === page)?.help
  const shape = (some: typeof english) =>
    some?.blocks.map((each) => (each.kind === 'list' ? `list ${each.items.length}` : each.kind))
  expect(help.title).not.toBe('')
  expect(shape(english)).toEqual(shape(help))
})

test('headings, paragraphs and lists are read', () => {
  expect(readHelp('# A\n\nB\n\n- c\n- d\n\n## E\n')).toEqual({
    title: 'A',
    blocks: [
      { kind: 'text', text: 'B' },
      { kind: 'list', items: ['c', 'd'] },
      { kind: 'heading', text: 'E' },
    ],
  })
})
