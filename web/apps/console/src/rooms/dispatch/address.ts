// What the dispatcher looks at, kept in the address: day, view, grouping, outlet, a name, how wide an hour is.
import type { LocationQuery, LocationQueryRaw } from 'vue-router'

export const views = ['gantt', 'list', 'map', 'week'] as const
export type View = (typeof views)[number]
export const groupings = ['unit', 'area', 'skill', 'none'] as const
export type Grouping = (typeof groupings)[number]
/** How much wider than the screen the day is drawn. */
export const zooms = [1, 1.5, 2, 3] as const

export interface Look {
  view: View
  /** `2026-11-21`; empty is today, whichever day that is. */
  day: string
  group: Grouping
  unit: string
  /** Part of a technician's name. */
  name: string
  zoom: number
}

export const firstLook: Look = { view: 'gantt', day: '', group: 'unit', unit: '', name: '', zoom: 1 }

/** Reads an address; what is none of these is passed over. */
export function readLook(query: LocationQuery): Look {
  const text = (name: string) => {
    const value = query[name]
    return (Array.isArray(value) ? value[0] : value) ?? ''
  }
  return {
    view: views.find((view) => view === text('view')) ?? firstLook.view,
    day: isDay(text('day')) ? text('day') : '',
    group: groupings.find((group) => group === text('group')) ?? firstLook.group,
    unit: /^[0-9a-f-]{36}$/.test(text('unit')) ? text('unit') : '',
    name: text('name'),
    zoom: zooms.find((zoom) => String(zoom) === text('zoom')) ?? firstLook.zoom,
  }
}

/** The address of it; what is as at first leaves no trace. */
export function writeLook(look: Look): LocationQueryRaw {
  const told = (name: keyof Look) => (look[name] === firstLook[name] ? undefined : String(look[name]))
  return {
    view: told('view'),
    day: told('day'),
    group: told('group'),
    unit: told('unit'),
    name: told('name'),
    zoom: told('zoom'),
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text
}

/** The day so many days later. */
export function dayAfter(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toJSON().slice(0, 10)
}

/** The seven days, Monday first, of the week that holds a day. */
export function weekOf(day: string): string[] {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_, at) => dayAfter(day, at - weekday))
}
