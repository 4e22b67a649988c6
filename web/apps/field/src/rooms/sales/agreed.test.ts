import { expect, test } from 'vitest'
import { agreedBody, isAgreed, nothingAgreed } from './agreed'

const zone = 'Asia/Shanghai'
const agreed = (part = {}) => ({ ...nothingAgreed(), address: '丁香路100弄3号502室', ...part })

test('it goes to an address of the file or to a new one, and no more is paid down than it costs', () => {
  expect(isAgreed(agreed(), 500_000)).toBe(true)
  expect(isAgreed(agreed({ address: '', site_id: 's1' }), 500_000)).toBe(true)
  expect(isAgreed(agreed({ address: ' ' }), 500_000)).toBe(false)
  expect(isAgreed(agreed({ address: '长'.repeat(501) }), 500_000)).toBe(false)
  expect(isAgreed(agreed({ deposit: '5000' }), 500_000)).toBe(true)
  expect(isAgreed(agreed({ deposit: '5000.01' }), 500_000)).toBe(false)
  expect(isAgreed(agreed({ deposit: '很多' }), 500_000)).toBe(false)
})

test('what is sent names one address, a deposit only where one is paid, and a day only for an installation at once', () => {
  expect(agreedBody(agreed(), zone)).toEqual({
    site: { address: '丁香路100弄3号502室' },
    deposit: null,
    install: 'now',
  })
  const body = agreedBody(agreed({ site_id: 's1', deposit: '200', method: 'cash', day: '2026-11-22' }), zone)
  expect(body).toMatchObject({ site_id: 's1', deposit: { amount_minor: 20_000, method: 'cash', reference: '' } })
  expect(body).not.toHaveProperty('site')
  expect(body).toMatchObject({ wanted_from_at: '2026-11-22T01:00:00.000Z', wanted_to_at: '2026-11-22T10:00:00.000Z' })
  expect(agreedBody(agreed({ install: 'later', day: '2026-11-22' }), zone)).not.toHaveProperty('wanted_from_at')
})
