import { expect, test } from 'vitest'
import { holds } from './condition'

const facts: Record<string, unknown> = {
  'answers.hole': 'new_wall',
  'answers.pipe_length': 6.5,
  'answers.supply': true,
  'answers.unanswered': null,
  'order.category': 'ac',
  'order.fault': null,
}
const look = (path: string) => ({ known: path in facts, value: facts[path] })

test.each([
  ["answers.hole != 'existing'", true],
  ["answers.hole == 'existing'", false],
  ['answers.pipe_length > 5', true],
  ['answers.pipe_length < 290 || answers.pipe_length > 420', true],
  ['answers.unanswered > 5', false],
  ["answers.unanswered != 'existing'", true],
  ['answers.supply != true', false],
  ["order.category in ['ac', 'fridge']", true],
  ["order.category in ['fridge']", false],
  ['order.fault != null', false],
  ["!(answers.hole == 'glass') && answers.supply", true],
  ["answers.hole == 'bad' || answers.supply == true || answers.pipe_length > 100", true],
])('%s is %s', (text, expected) => {
  expect(holds(text, look)).toBe(expected)
})

test.each(["order.attributes.drive == 'electric'", 'size(answers.hole) > 1', 'answers.hole ==', '1 +', "'open"])(
  '%s is left to the server',
  (text) => {
    expect(holds(text, look)).toBeUndefined()
  },
)
