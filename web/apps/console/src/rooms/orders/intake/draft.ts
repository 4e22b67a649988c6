// What the desk has typed of an order: kept in this browser with every key, so that no reload, crash or dead network loses it.
import { freshKey } from '@fieldloop/api'
import { onScopeDispose, type Ref, reactive, ref, watch } from 'vue'

export interface Draft {
  /** The Idempotency-Key of this order: as long as nobody knows whether it was stored, trying again cannot store it twice. */
  key: string
  phone: string
  name: string
  channel: 'phone' | 'store' | 'email'
  /** A known household, by its phone. */
  customer_id: string
  customer_name: string
  /** One of its sites; empty: the address below. */
  site_id: string
  region: string
  address: string
  street: string
  compound: string
  building: string
  room: string
  /** One of its machines; empty: none known. */
  asset_id: string
  /** Chosen by hand: what the words say does not choose another. */
  asset_chosen: boolean
  type: string
  category: string
  fault: string
  urgency: '' | 'low' | 'normal' | 'high' | 'emergency'
  described: string
  wanted_from_at: string
  wanted_to_at: string
  touched_at: number
}

/** What somebody changes by hand, beside what follows from it. */
export type Field = keyof Omit<Draft, 'key' | 'touched_at'>

export function emptyDraft(): Draft {
  return {
    key: freshKey(),
    phone: '',
    name: '',
    channel: 'phone',
    customer_id: '',
    customer_name: '',
    site_id: '',
    region: '',
    address: '',
    street: '',
    compound: '',
    building: '',
    room: '',
    asset_id: '',
    asset_chosen: false,
    type: 'repair',
    category: '',
    fault: '',
    urgency: '',
    described: '',
    wanted_from_at: '',
    wanted_to_at: '',
    touched_at: 0,
  }
}

/** Whether somebody has said anything yet. */
export function isBegun(draft: Draft): boolean {
  return [draft.phone, draft.name, draft.address, draft.described, draft.asset_id, draft.category].some(
    (said) => said.trim() !== '',
  )
}

const kept_days = 7
const kept_max = 5

/** A tab's draft, and those that other tabs or a crash left behind. */
export interface Drafts {
  draft: Draft
  left: Ref<{ id: string; draft: Draft }[]>
  /** Begins anew and forgets what was here. */
  clear(): void
  /** Begins anew with a phone and leaves what was here for later. */
  ring(phone: string): void
  /** Lets this tab go on with a draft that was left. */
  resume(id: string): void
  drop(id: string): void
}

export function useDrafts(person: string, tab = tabOf()): Drafts {
  const place = `fieldloop.intake.${person}`
  const all = read(place)
  const draft = reactive<Draft>({ ...emptyDraft(), ...all[tab] })
  const left = ref(others(all, tab))
  function keep() {
    const now = read(place)
    if (isBegun(draft)) now[tab] = { ...draft, touched_at: Date.now() }
    else delete now[tab]
    write(place, now)
  }
  watch(draft, keep, { deep: true, flush: 'sync' })
  const heard = (event: StorageEvent) => {
    if (event.key === place) left.value = others(read(place), tab)
  }
  window.addEventListener('storage', heard)
  onScopeDispose(() => window.removeEventListener('storage', heard))
  function drop(id: string) {
    const now = read(place)
    delete now[id]
    write(place, now)
    left.value = others(now, tab)
  }
  return {
    draft,
    left,
    clear: () => void Object.assign(draft, emptyDraft()),
    ring(phone) {
      if (draft.phone === phone) return
      if (isBegun(draft)) {
        const now = read(place)
        now[freshKey()] = { ...draft, touched_at: Date.now() }
        write(place, now)
      }
      Object.assign(draft, emptyDraft(), { phone })
      left.value = others(read(place), tab)
    },
    resume(id) {
      const found = read(place)[id]
      if (!found) return
      drop(id)
      Object.assign(draft, emptyDraft(), found)
    },
    drop,
  }
}

type Kept = Record<string, Draft>

function read(place: string): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    const fresh = Object.entries(kept as Kept).filter(
      ([, draft]) => Date.now() - draft.touched_at < kept_days * 24 * 3_600_000,
    )
    return Object.fromEntries(fresh)
  } catch {
    return {}
  }
}

function write(place: string, kept: Kept): void {
  const newest = Object.entries(kept).sort(([, a], [, b]) => b.touched_at - a.touched_at)
  localStorage.setItem(place, JSON.stringify(Object.fromEntries(newest.slice(0, kept_max))))
}

function others(kept: Kept, tab: string): { id: string; draft: Draft }[] {
  return Object.entries(kept)
    .filter(([id, draft]) => id !== tab && isBegun(draft))
    .map(([id, draft]) => ({ id, draft }))
}

/** A name of this tab that a reload keeps and another tab does not share. */
function tabOf(): string {
  const known = sessionStorage.getItem('fieldloop.tab')
  if (known) return known
  const fresh = freshKey()
  sessionStorage.setItem('fieldloop.tab', fresh)
  return fresh
}
