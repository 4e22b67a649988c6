// What somebody went to from the palette lately: kept in this browser under their id, the newest first.
import { ref } from 'vue'

export interface Found {
  kind: 'page' | 'order' | 'customer' | 'machine'
  id: string
  title: string
  about: string
  state?: string
  to: string
}

const kept_max = 8

export function useRecent(person: string) {
  const place = `fieldloop.recent.${person}`
  const items = ref<Found[]>(read(place))
  return {
    items,
    add(item: Found) {
      // a state grows old: 待派单 is not what it was
      const { state: _old, ...kept } = item
      items.value = [kept, ...items.value.filter((each) => each.kind !== item.kind || each.id !== item.id)].slice(
        0,
        kept_max,
      )
      localStorage.setItem(place, JSON.stringify(items.value))
    },
  }
}

function read(place: string): Found[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(kept) ? (kept as Found[]).filter((each) => typeof each?.to === 'string') : []
  } catch {
    return []
  }
}
