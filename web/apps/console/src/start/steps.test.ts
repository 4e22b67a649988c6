import { expect, test } from 'vitest'
import { isComplete, nextOf, type StepId, step_ids, stepsOf } from './steps'

const having = (...ids: StepId[]) =>
  stepsOf(Object.fromEntries(step_ids.map((id) => [id, ids.includes(id)])) as Record<StepId, boolean>)

test('a new company begins with its trade', () => {
  expect(nextOf(having())?.id).toBe('pack')
})

test('what can be left out is offered once, and not again after the next was done', () => {
  expect(nextOf(having('pack'))?.id).toBe('units')
  expect(nextOf(having('pack', 'people'))?.id).toBe('products')
  expect(nextOf(having('pack', 'people', 'technicians', 'shifts'))?.id).toBe('order')
})

test('it is complete without outlets, products and districts, and not without a first order', () => {
  expect(isComplete(having('pack', 'people', 'technicians', 'shifts', 'order'))).toBe(true)
  expect(isComplete(having('pack', 'units', 'people', 'products', 'technicians', 'areas', 'shifts'))).toBe(false)
  expect(nextOf(having('pack', 'people', 'technicians', 'shifts', 'order'))).toBeUndefined()
})
