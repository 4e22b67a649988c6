import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { asked, blocks, progress, readingOf } from './run'

type Shown = Wire['StepShown']
const order = { category: 'ac', type: 'install', urgency: 'normal', region: '99' } as Wire['OrderBrief']
const step = (code: string, kind: string, answer?: unknown, more: Record<string, unknown> = {}): Shown =>
  ({
    step: { code, kind, label: { zh: code, en: code }, forced: true, ...more },
    asked: true,
    answer,
    earlier: [],
  }) as unknown as Shown

test('an answer opens the steps that follow from it, and what is not asked blocks nothing', () => {
  const steps = (hole: string | undefined) => [
    step('hole', 'choice', hole),
    step('hole_photo', 'photo', undefined, { when: "answers.hole == 'new_wall'", min: 1 }),
  ]
  expect(blocks(asked(steps('existing'), order))).toEqual([])
  expect(blocks(asked(steps('new_wall'), order)).map((each) => each.step.step.code)).toEqual(['hole_photo'])
})

test('an answer to a step that is no longer asked does not open others', () => {
  const steps = [
    step('a', 'choice', 'no'),
    step('b', 'choice', 'yes', { when: "answers.a == 'yes'" }),
    step('c', 'photo', undefined, { when: "answers.b == 'yes'" }),
  ]
  expect(asked(steps, order).map((each) => each.asked)).toEqual([true, false, false])
})

test('what only the server knows stays as the server said', () => {
  const drive = step('drive', 'tick', undefined, { when: "order.attributes.drive == 'electric'" })
  expect(asked([{ ...drive, asked: true }], order)[0]?.asked).toBe(true)
  expect(asked([{ ...drive, asked: false }], order)[0]?.asked).toBe(false)
})

test('a reading out of its limits, too few photos and an empty tick block finishing', () => {
  const steps = [
    step('vacuum', 'reading', -0.05, { min: -0.101, max: -0.095, unit: 'MPa' }),
    step('photos', 'photo', ['x'], { min: 2, max: 6 }),
    step('dress', 'tick', false),
    step('note', 'text', '  ', { forced: false }),
    step('current', 'reading', 3.2, { min: 0.5, max: 40 }),
  ]
  expect(blocks(steps).map((each) => each.code)).toEqual(['field.too_large', 'field.too_few', 'field.required'])
  expect(progress(steps)).toEqual({ done: 1, all: 5 })
})

test.each([
  ['12.5', 12.5],
  ['−0.098', -0.098],
  ['１２．５', 12.5],
  ['12，5', 12.5],
  ['abc', undefined],
  ['', undefined],
  ['1e9', undefined],
])('“%s” is read as %s', (typed, expected) => {
  expect(readingOf(typed)).toBe(expected)
})
