import { expect, test } from 'vitest'
import { stepsOf } from './steps'

const at = '2026-11-23T02:30:00Z'

test('the last step taken is now, what lies before it is past, the rest ahead', () => {
  const drawn = stepsOf([
    { step: 'received', at },
    { step: 'taken_in', at },
    { step: 'accepted' },
    { step: 'on_the_way' },
  ])
  expect(drawn.map((each) => each.state)).toEqual(['past', 'now', 'ahead', 'ahead'])
})

test('a step passed over is past, without a time', () => {
  const drawn = stepsOf([
    { step: 'received', at },
    { step: 'taken_in', at: null },
    { step: 'finished', at },
  ])
  expect(drawn.map((each) => [each.state, each.at])).toEqual([
    ['past', at],
    ['past', undefined],
    ['now', at],
  ])
})
