import type { Wire } from '@fieldloop/api'
import { expect, test } from 'vitest'
import { percentText, quoteShown, rateText, summed } from './shown'

const guide = (came: number, won: number, won_minor: number) =>
  ({ came, won, won_minor, open: 1, due: 1, overdue: 0, contacted: 1, quoted: 1, lost: 0 }) as Wire['GuideFigures']

test('guides add up, and the rate is of all who came', () => {
  const all = summed([guide(4, 1, 500), guide(6, 4, 700)])
  expect([all.came, all.won, all.won_minor, all.open]).toEqual([10, 5, 1_200, 2])
  expect([rateText(all), rateText(guide(0, 0, 0))]).toEqual(['50%', '—'])
})

test('an offer whose day is over says so before all else', () => {
  const quote = { status: 'open', is_expired: true } as Wire['QuoteShown']
  expect(quoteShown(quote)).toEqual({ tone: 'late', label: '已过期' })
  expect(quoteShown({ ...quote, is_expired: false }).label).toBe('有效')
  expect(percentText(1_250)).toBe('12.5%')
})
