import { expect, test } from 'vitest'
import { lanesOf } from './lanes'

const spans = (...pairs: [number, number][]) => pairs.map(([from, to]) => ({ from, to }))

test('visits one after the other share one lane, also when one begins as the other ends', () => {
  expect(lanesOf(spans([0, 10], [10, 20], [25, 30]))).toEqual({ lanes: [0, 0, 0], count: 1 })
})

test('what overlaps lies under it, and the lane is used again when it is free', () => {
  expect(lanesOf(spans([0, 10], [5, 15], [12, 20]))).toEqual({ lanes: [0, 1, 0], count: 2 })
})

test('the order in which visits are given does not matter', () => {
  expect(lanesOf(spans([12, 20], [5, 15], [0, 10]))).toEqual({ lanes: [0, 1, 0], count: 2 })
})

test('nobody’s day is one empty lane', () => {
  expect(lanesOf([])).toEqual({ lanes: [], count: 1 })
})

test('no two bars of a lane ever overlap', () => {
  let seed = 7
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const bars = Array.from({ length: 200 }, () => {
    const from = Math.floor(random() * 1000)
    return { from, to: from + 1 + Math.floor(random() * 90) }
  })
  const { lanes } = lanesOf(bars)
  const clashing = bars.flatMap((a, i) =>
    bars.filter((b, j) => j > i && lanes[i] === lanes[j] && a.from < b.to && b.from < a.to),
  )
  expect(clashing).toEqual([])
})
