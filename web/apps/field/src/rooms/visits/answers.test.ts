import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { answersOf } from './answers'

const pack = {
  order_types: [
    { code: 'repair', questions: [{ field: { code: 'floor', label: { zh: '楼层', en: 'Floor' }, unit: '层' } }] },
  ],
  categories: [
    {
      code: 'washer',
      questions: [
        {
          field: {
            code: 'usable',
            label: { zh: '现在还能用吗', en: 'Does it still work' },
            options: [{ code: 'no', label: { zh: '完全不能用', en: 'Not at all' } }],
          },
        },
      ],
    },
  ],
  faults: [
    {
      code: 'water_leak',
      questions: [{ field: { code: 'water_running', label: { zh: '水还在流吗', en: 'Is water running' } } }],
    },
  ],
} as unknown as Wire['Pack']

test('the customer’s answers are told by their questions, in the words of their options', () => {
  const order = { type: 'repair', category: 'washer', fault: 'water_leak' }
  const custom = { usable: 'no', water_running: true, floor: 12, gone: 'x', empty: '', none: null }
  expect(answersOf({ custom, order }, pack)).toEqual([
    { name: '现在还能用吗', value: '完全不能用' },
    { name: '水还在流吗', value: '是' },
    { name: '楼层', value: '12 层' },
    { name: 'gone', value: 'x' },
  ])
})

test('before the trade is known, answers stand under their codes', () => {
  expect(
    answersOf({ custom: { floor: 12 }, order: { type: 'repair', category: 'washer', fault: null } }, undefined),
  ).toEqual([{ name: 'floor', value: '12' }])
})
