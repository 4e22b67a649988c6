import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { successors } from './leaving'

const user = (id: string, role: Wire['Role'], unit_id = 'S1', status: Wire['UserStatus'] = 'active') =>
  ({ id, name: id, roles: [role], unit_id, status }) as Wire['UserShown']
const leaver = user('leaver', 'guide')
const all = [
  user('desk', 'desk'),
  user('boss', 'manager', 'HQ'),
  user('gone', 'guide', 'S1', 'disabled'),
  user('far', 'guide', 'S2'),
  user('near', 'guide'),
  leaver,
]

test('customers go to somebody at work who sells, the nearest first', () => {
  expect(successors(leaver, all, true).map((each) => each.id)).toEqual(['near', 'far', 'boss'])
})

test('where nothing is to be looked after anybody at work will do', () => {
  expect(successors(leaver, all, false).map((each) => each.id)).toEqual(['near', 'desk', 'far', 'boss'])
})
