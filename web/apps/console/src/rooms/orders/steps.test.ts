import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { answerText, answerTone, limitsText, photosOf, stepsInWords } from './steps'

const say = (label: Wire['Label']) => label.zh
const shown = (step: Partial<Wire['Step']>, answer?: unknown, part: Partial<Wire['StepShown']> = {}) =>
  ({
    step: { code: 'x', kind: 'text', label: { zh: '步骤', en: 'step' }, ...step },
    asked: true,
    answer,
    earlier: [],
    ...part,
  }) as Wire['StepShown']

test('answers are told as people say them', () => {
  expect(answerText(shown({ kind: 'reading', unit: '%LEL' }, 2.38), say)).toBe('2.38 %LEL')
  expect(answerText(shown({ kind: 'tick' }, true), say)).toBe('是')
  const options = [{ code: 'part', label: { zh: '零部件损坏', en: 'Part failed' } }]
  expect(answerText(shown({ kind: 'choice', options }, 'part'), say)).toBe('零部件损坏')
})

test('a forced step without an answer is told apart from one that may stay empty', () => {
  expect(answerText(shown({ forced: true }), say)).toBe('待填')
  expect(answerTone(shown({ forced: true }))).toBe('waiting')
  expect(answerText(shown({}), say)).toBe('—')
  expect(answerTone(shown({}))).toBe('plain')
})

test('a reading outside its limits is red, and its limits are said', () => {
  expect(answerTone(shown({ kind: 'reading' }, 9, { within_limits: false }))).toBe('late')
  expect(limitsText({ kind: 'reading', min: 0, max: 5, unit: '%LEL' } as Wire['Step'])).toBe('0–5 %LEL')
  expect(limitsText({ kind: 'reading', min: 0.2 } as Wire['Step'])).toBe('≥ 0.2')
})

test('a photo that is evidence and answer is shown once, with the name of its step', () => {
  const page = {
    visit: { signature: 's', signed_by: '陈国强' },
    sop: {
      steps: [
        shown({ code: 'before', kind: 'photo', label: { zh: '维修前照片', en: 'Before' } }, ['a', 'b']),
        shown({ code: 'sign', kind: 'signature', label: { zh: '客户签字', en: 'Signature' } }, 's'),
        shown({ code: 'after', kind: 'photo' }, null),
      ],
    },
    evidence: [{ sha256: 'a', kind: 'photo', step: 'before', caption: '', flags: ['old'] }],
  } as unknown as Wire['VisitPage']
  expect(photosOf(page, say).map(({ sha256, caption, flags }) => [sha256, caption, flags.length])).toEqual([
    ['a', '维修前照片', 1],
    ['b', '维修前照片', 0],
    ['s', '客户签字', 0],
  ])
  expect(stepsInWords(page.sop)).toEqual([])
})
