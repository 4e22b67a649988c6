// What tables of figures are made of: a figure with how it moved against the period before, and with the orders or reviews that it is of.
import { moneyText } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import type { RouteLocationRaw } from 'vue-router'
import type { Days } from '../../../period'
import type { Filters } from '../../orders'
import { count, stars } from '../adapters'

export interface Figure {
  text: string
  to?: RouteLocationRaw
  moved?: { way: 'up' | 'down'; text: string; good?: boolean }
  /** Of the largest in its column, in percent. */
  share?: number
  isBad?: boolean
}

export interface FigureRow {
  key: string
  name: string
  to?: RouteLocationRaw
  figures: Figure[]
}

export interface Head {
  title: string
  /** What counts. */
  said?: string
}

export interface Table {
  first: string
  heads: Head[]
  rows: FigureRow[]
  more: boolean
  /** What stands above the rows. */
  whole: string[]
}

/** What the figures are of, and how regions are called. */
export interface Around {
  days: Days
  unit: string
  region(code: string): string
}

type Amount = number | null | undefined
type Say = (amount: number) => string
type Better = 'more' | 'less' | undefined

/** A figure with how it moved: whether that is good news is said by what is better. */
export function figure(
  now: Amount,
  then: Amount,
  say: Say,
  better: Better,
  rest: Omit<Figure, 'text' | 'moved'> = {},
): Figure {
  if (typeof now !== 'number') return { text: '—' }
  const by = typeof then === 'number' ? now - then : 0
  const moved = by
    ? {
        way: by > 0 ? ('up' as const) : ('down' as const),
        text: say(Math.abs(by)),
        good: better && (better === 'more') === by > 0,
      }
    : undefined
  return { text: now < 0 ? `−${say(-now)}` : say(now), moved, ...rest }
}

export const whole = (amount: number) => count(amount)
export const money = (minor: number) => moneyText(minor)
export const hundredths = (amount: number) => stars(amount)

export const within = ({ unit }: Around): Partial<Filters> => (unit ? { unit_id: unit } : {})
export const byKey = <R>(rows: R[] | undefined, key: (row: R) => string) => new Map(rows?.map((row) => [key(row), row]))
export const head = (word: Parameters<typeof t>[0], said?: Parameters<typeof t>[0]): Head => ({
  title: t(word),
  said: said && t(said),
})
