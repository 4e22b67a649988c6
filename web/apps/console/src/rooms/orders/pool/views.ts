// Quick views: those everybody has, those that are kept on the server, and those an earlier version kept in this browser.
import type { Wire } from '@fieldloop/api'
import type { Word } from '@fieldloop/words'
import { type Filters, nothingChosen, readFilters, sameFilters, writeFilters } from './filters'

/** What the server calls the pool among the pages that have views. */
export const views_page = 'orders'

export interface CommonView {
  word: Word
  filters: Filters
}
/** A view as it was kept in the browser. */
export interface LeftView {
  name: string
  filters: Filters
}

export const commonViews: readonly CommonView[] = [
  {
    word: 'view.open',
    filters: { ...nothingChosen, phase: ['received', 'to_dispatch', 'dispatched', 'accepted', 'serving', 'on_hold'] },
  },
  { word: 'view.received', filters: { ...nothingChosen, phase: ['received'] } },
  { word: 'view.to_dispatch', filters: { ...nothingChosen, phase: ['to_dispatch'] } },
  { word: 'view.dispatched', filters: { ...nothingChosen, phase: ['dispatched'] } },
  { word: 'view.under_way', filters: { ...nothingChosen, phase: ['accepted', 'serving'] } },
  { word: 'view.late', filters: { ...nothingChosen, late: true } },
  { word: 'view.on_hold', filters: { ...nothingChosen, phase: ['on_hold'] } },
  { word: 'view.all', filters: nothingChosen },
]

/** Filters as they stand behind the `?` of the address. */
export function queryOf(filters: Filters): string {
  const said = Object.entries(writeFilters(filters)).flatMap(([name, value]) => (value ? [[name, String(value)]] : []))
  return new URLSearchParams(said).toString()
}

export function filtersOf(query: string): Filters {
  return readFilters(Object.fromEntries(new URLSearchParams(query)))
}

const place = (person: string) => `fieldloop.views.${person}`

/** The views that this browser still has of a person. */
export function readLeft(person: string): LeftView[] {
  try {
    const views: unknown = JSON.parse(localStorage.getItem(place(person)) ?? '[]')
    return Array.isArray(views)
      ? (views as LeftView[]).map(({ name, filters }) => ({ name, filters: { ...nothingChosen, ...filters } }))
      : []
  } catch {
    return []
  }
}

/** Keeps what is not taken over yet; with nothing left they are not offered again. */
export function writeLeft(person: string, left: LeftView[]) {
  if (left.length) localStorage.setItem(place(person), JSON.stringify(left))
  else localStorage.removeItem(place(person))
}

/** The name a view from the browser is taken over under, so that it replaces none; nothing for one that is there already. */
export function nameToTake(view: LeftView, own: Pick<Wire['SavedViewShown'], 'name' | 'query'>[]): string | undefined {
  const known = (name: string) => own.find((each) => each.name === name)
  for (let at = 1; ; at += 1) {
    const name = at === 1 ? view.name : `${view.name} ${at}`
    const same = known(name)
    if (!same) return name
    if (sameFilters(filtersOf(same.query), view.filters)) return undefined
  }
}
