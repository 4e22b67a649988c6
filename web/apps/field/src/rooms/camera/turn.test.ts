import { expect, test } from 'vitest'
import { inTurn } from './turn'

test('jobs are done one at a time, the last that was asked for first, and a failure holds nobody up', async () => {
  const done: number[] = []
  let at_once = 0
  const job = (nth: number) => async () => {
    expect(++at_once).toBe(1)
    await new Promise((next) => setTimeout(next, 1))
    at_once--
    done.push(nth)
    if (nth === 2) throw new Error('torn')
    return nth
  }
  const all = await Promise.allSettled([1, 2, 3].map((nth) => inTurn(job(nth))))
  expect(done).toEqual([3, 2, 1])
  expect(all.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
