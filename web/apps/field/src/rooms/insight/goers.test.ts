import { expect, test } from 'vitest'
import { goersOf } from './goers'

type Visit = Parameters<typeof goersOf>[0]
const li = { id: 'li', name: '李师傅' }
const wang = { id: 'wang', name: '王师傅' }
const visit = (part: object) => ({ status: 'accepted', crew: [], offers: [], ...part }) as unknown as Visit

test('who goes is called, and who has not answered yet, each once', () => {
  const offers = [
    { technician: li, status: 'accepted' },
    { technician: wang, status: 'waiting' },
  ]
  expect(goersOf(visit({ crew: [li], offers }))).toEqual([li, wang])
  expect(goersOf(visit({ offers: [{ technician: wang, status: 'declined' }] }))).toEqual([])
})

test('nobody is called for a visit that was called off', () => {
  expect(goersOf(visit({ status: 'cancelled', crew: [li] }))).toEqual([])
})
