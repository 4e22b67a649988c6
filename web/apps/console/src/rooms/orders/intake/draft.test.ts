import { beforeEach, expect, test } from 'vitest'
import { effectScope } from 'vue'
import { type Drafts, emptyDraft, useDrafts } from './draft'

beforeEach(() => localStorage.clear())

function opened(tab: string, person = 'chen'): Drafts {
  const drafts = effectScope().run(() => useDrafts(person, tab))
  if (!drafts) throw new Error('no scope')
  return drafts
}

test('what was typed is there again after a reload, with the key under which it was sent', () => {
  const { draft } = opened('tab 1')
  draft.phone = '13800000000'
  draft.described = '空调不制冷'
  const again = opened('tab 1').draft
  expect(again).toMatchObject({ phone: '13800000000', described: '空调不制冷', key: draft.key })
})

test('what a crashed tab left is offered to the next one, and goes on under its own key', () => {
  const crashed = opened('tab 1').draft
  crashed.name = '张三'
  const next = opened('tab 2')
  expect(next.draft.name).toBe('')
  expect(next.left.value.map(({ draft }) => draft.name)).toEqual(['张三'])
  next.resume('tab 1')
  expect(next.draft).toMatchObject({ name: '张三', key: crashed.key })
  expect(next.left.value).toEqual([])
})

test('another call does not wipe out the one that is not finished', () => {
  const { draft, left, ring } = opened('tab 1')
  draft.phone = '13800000000'
  draft.described = '漏水'
  ring('13900000000')
  expect(draft).toMatchObject({ phone: '13900000000', described: '' })
  expect(left.value.map((each) => each.draft.described)).toEqual(['漏水'])
})

test('a stored order leaves nothing behind, and the next one has a key of its own', () => {
  const { draft, clear } = opened('tab 1')
  draft.name = '张三'
  const { key } = draft
  clear()
  expect(draft.key).not.toBe(key)
  expect(opened('tab 2').left.value).toEqual([])
})

test('nobody sees the drafts of somebody else on the same computer', () => {
  opened('tab 1').draft.name = '张三'
  expect(opened('tab 2', 'wang').left.value).toEqual([])
})

test('what is not a draft in the store is an empty store', () => {
  localStorage.setItem('fieldloop.intake.chen', '[broken')
  expect(opened('tab 1').draft.phone).toBe(emptyDraft().phone)
})
