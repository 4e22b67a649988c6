import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { suggest } from './propose'

const named = (zh: string, en: string) => ({ zh, en })
const pack = {
  categories: [
    { code: 'ac', name: named('空调', 'Air conditioner'), keywords: ['挂机', 'ac'] },
    { code: 'fridge', name: named('冰箱', 'Fridge'), keywords: ['冰柜'] },
    { code: 'gas_heater', name: named('燃气热水器', 'Gas heater'), keywords: ['热水器'] },
  ],
  faults: [
    { code: 'ac_not_cooling', categories: ['ac'], urgency: 'high', keywords: ['不制冷', '不凉'] },
    { code: 'fridge_not_cooling', categories: ['fridge'], urgency: 'high', keywords: ['不制冷'] },
    { code: 'noise', categories: ['ac', 'fridge'], urgency: 'normal', keywords: ['噪音'] },
    { code: 'gas_leak', categories: ['gas_heater'], urgency: 'emergency', keywords: ['漏气'] },
  ],
} as unknown as Wire['Pack']

test.each([
  ['冰箱不制冷', 'fridge', 'fridge_not_cooling', 'high'],
  ['空调不制冷', 'ac', 'ac_not_cooling', 'high'],
  ['热水器旁边漏气', 'gas_heater', 'gas_leak', 'emergency'],
  ['有噪音', '', 'noise', 'normal'],
  ['My AC is loud', 'ac', '', 'normal'],
])('%s suggests %s %s', (text, category, fault, urgency) => {
  expect(suggest(text, pack)).toMatchObject({ category, fault, urgency })
})

test('letters have to stand as a word of their own', () => {
  expect(suggest('the back door', pack)).toBeUndefined()
})

test('a category that was chosen is not talked over', () => {
  expect(suggest('冰箱不制冷', pack, 'ac')).toMatchObject({ category: 'ac', fault: 'ac_not_cooling' })
})

test('words that say nothing suggest nothing', () => {
  expect(suggest('你好', pack)).toBeUndefined()
})
