import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { areShort, askedOf, missingOf, saidOf } from './answers'

const label = { zh: '问', en: 'Q' }
const field = (code: string, part: Partial<Wire['Field']> = {}): Wire['Field'] =>
  ({ code, kind: 'bool', label, required: false, ...part }) as Wire['Field']
const chosen = { type: 'repair', category: 'washer', fault: 'water_leak' }
const codes = (fields: Wire['Field'][]) => fields.map((each) => each.code)

test('a question is asked when the answer before it says so', () => {
  const fields = [field('lift'), field('stairs', { when: 'answers.lift == false' })]
  expect(codes(askedOf(fields, {}, chosen))).toEqual(['lift'])
  expect(codes(askedOf(fields, { lift: false }, chosen))).toEqual(['lift', 'stairs'])
  expect(codes(askedOf(fields, { lift: true }, chosen))).toEqual(['lift'])
})

test('an answer to a question that is not asked any more counts for nothing and is not sent', () => {
  const fields = [
    field('lift'),
    field('stairs', { when: 'answers.lift == false' }),
    field('width', { when: 'answers.stairs == true' }),
  ]
  const answers = { lift: true, stairs: true, width: true }
  const asked = askedOf(fields, answers, chosen)
  expect(codes(asked)).toEqual(['lift'])
  expect(saidOf(asked, answers)).toEqual({ lift: true })
})

test('conditions read what was chosen, and one that nobody here can decide is asked', () => {
  const fields = [
    field('a', { when: "order.category in ['washer', 'dryer']" }),
    field('b', { when: "order.fault != 'water_leak'" }),
    field('c', { when: 'order.site.floor == 3' }),
  ]
  expect(codes(askedOf(fields, {}, chosen))).toEqual(['a', 'c'])
})

test('photos go by their hashes, numbers as numbers, what is blank not at all', () => {
  const fields = [
    field('photos', { kind: 'photo' }),
    field('floor', { kind: 'number' }),
    field('note', { kind: 'text' }),
  ]
  const photos = [{ id: '1', name: 'a.jpg', thumb: '', sha256: 'ab' }]
  expect(saidOf(fields, { photos, floor: '3', note: '' })).toEqual({ photos: ['ab'], floor: 3 })
})

test('what has to be answered is missed, a no is an answer, a tick is not one until it is set', () => {
  const fields = [field('running', { required: true }), field('seen', { kind: 'tick', required: true })]
  expect(missingOf(fields, {})).toEqual(['running', 'seen'])
  expect(missingOf(fields, { running: false, seen: false })).toEqual(['seen'])
  expect(missingOf(fields, { running: false, seen: true })).toEqual([])
})

test('an answer that is longer than its question takes is noticed before it is sent', () => {
  const fields = [field('floor', { kind: 'text', max_length: 5 }), field('more', { kind: 'text' })]
  expect(areShort(fields, { floor: '三楼', more: '好'.repeat(2000) })).toBe(true)
  expect(areShort(fields, { floor: '三楼半的平台' })).toBe(false)
  expect(areShort(fields, { more: '好'.repeat(2001) })).toBe(false)
})
