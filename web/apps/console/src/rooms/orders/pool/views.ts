// Quick views: those everybody has, and those one saved in this browser.

import type { Word } from '@fieldloop/words'
import { ref } from 'vue'
import { type Filters, nothingChosen } from './filters'

export interface CommonView {
  word: Word
  filters: Filters
}
export interface SavedView {
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

/** The views of one person, kept under their id. */
export function useSavedViews(person: string) {
  const place = `fieldloop.views.${person}`
  const saved = ref<SavedView[]>(read(place))
  const keep = (views: SavedView[]) => {
    saved.value = views
    localStorage.setItem(place, JSON.stringify(views))
  }
  return {
    saved,
    save: (name: string, filters: Filters) =>
      keep([...saved.value.filter((view) => view.name !== name), { name, filters }]),
    remove: (name: string) => keep(saved.value.filter((view) => view.name !== name)),
  }
}

function read(place: string): SavedView[] {
  try {
    const views: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(views)
      ? (views as SavedView[]).map((view) => ({ name: view.name, filters: { ...nothingChosen, ...view.filters } }))
      : []
  } catch {
    return []
  }
}
