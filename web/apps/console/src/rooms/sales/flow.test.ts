import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { mayCancel, milestones, statuses, stepsOf } from './flow'

const sale = (part: Partial<Wire['SaleShown']>) =>
  ({ status: 'placed', created_at: '2026-09-01T00:00:00Z', ...part }) as Wire['SaleShown']

test('nothing happens to a sale that is accepted or cancelled', () => {
  for (const status of ['accepted', 'cancelled'] as const) {
    expect(stepsOf(sale({ status }))).toEqual([])
    expect(mayCancel(sale({ status }))).toBe(false)
  }
})

test('what was delivered is accepted, and not cancelled any more', () => {
  expect(stepsOf(sale({ status: 'delivered' }))).toEqual(['accept'])
  expect(statuses.filter((status) => mayCancel(sale({ status })))).toEqual(['placed', 'prepared', 'shipped'])
})

test('a step that was left out is passed over, those to come are shown', () => {
  const shown = milestones(sale({ status: 'delivered', delivered_at: '2026-09-02T00:00:00Z' }))
  expect(shown.map(({ status, reached }) => `${status}${reached ? '!' : ''}`)).toEqual([
    'placed!',
    'delivered!',
    'installed',
    'accepted',
  ])
})

test('a cancelled sale ends there', () => {
  const shown = milestones(sale({ status: 'cancelled', cancelled_at: '2026-09-02T00:00:00Z' }))
  expect(shown.map((each) => each.status)).toEqual(['placed', 'cancelled'])
})
