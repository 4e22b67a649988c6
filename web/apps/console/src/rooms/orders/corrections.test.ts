import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { corrected, correctionsOf } from './corrections'

const order = {
  contact_name: '陈国强',
  contact_phone: '139 **** 8953',
  described: '不出热水',
  wanted_from_at: '2026-09-23T00:30:00.000Z',
  wanted_to_at: '2026-09-23T02:30:00.000Z',
  urgency: 'high',
  stage: '',
} as Wire['OrderPage']

test('nothing changed is nothing to send, least of all the masked number', () => {
  expect(corrected(order, correctionsOf(order))).toEqual({})
})

test('only what was changed is sent', () => {
  expect(corrected(order, { ...correctionsOf(order), contact_phone: ' 13812345678 ', urgency: 'low' })).toEqual({
    contact_phone: '13812345678',
    urgency: 'low',
  })
})

test('both ends of the wished window go together', () => {
  const form = { ...correctionsOf(order), wanted_to_at: '2026-09-23T04:30:00.000Z' }
  expect(corrected(order, form)).toEqual({
    wanted_from_at: '2026-09-23T00:30:00.000Z',
    wanted_to_at: '2026-09-23T04:30:00.000Z',
  })
})
