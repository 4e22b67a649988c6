import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { isOpen, pause_ms } from './payment'

const payment = (status: Wire['PaymentRequestStatus']) => ({ request: { status } }) as Wire['PortalPayment']

test('who waits for money looks closely, and not so once it is there', () => {
  expect(pause_ms(payment('waiting'))).toBeLessThan(pause_ms(payment('paid')))
  expect(pause_ms(payment('asking'))).toBe(pause_ms(payment('waiting')))
  expect(pause_ms(undefined)).toBe(pause_ms(payment('expired')))
  expect([isOpen(null), isOpen(payment('closed').request), isOpen(payment('asking').request)]).toEqual([
    false,
    false,
    true,
  ])
})
