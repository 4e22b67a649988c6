import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { freshPassword, tree } from './accounts'

const unit = (id: string, parent_id: string | null) => ({ id, code: id, name: id, parent_id }) as Wire['UnitShown']

test('units stand below their parents, and one whose parent is out of sight stands at the top', () => {
  const units = [unit('W2', 'R1'), unit('HQ', null), unit('R1', 'HQ'), unit('W1', 'R1'), unit('X', 'hidden')]
  expect(tree(units, []).map(({ unit, depth }) => `${depth}${unit.id}`)).toEqual(['0HQ', '1R1', '2W1', '2W2', '0X'])
})

test('of people those at work are counted', () => {
  const users = [
    { unit_id: 'HQ', status: 'active' },
    { unit_id: 'HQ', status: 'disabled' },
  ] as Wire['UserShown'][]
  expect(tree([unit('HQ', null)], users)[0]?.people).toBe(1)
})

test('a new password is long, readable, and another one each time', () => {
  const made = new Set(Array.from({ length: 50 }, freshPassword))
  expect(made.size).toBe(50)
  for (const each of made) expect(each).toMatch(/^[a-hj-km-np-z2-9]{7}-[a-hj-km-np-z2-9]{7}$/)
})
