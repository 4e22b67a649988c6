// The link by which the customer came, and what this phone remembers of it.
import { shallowRef } from 'vue'
import { bestOf, forgetOpened, keepOpened, type Link, linkOf, type Memory, originOf, pathOf } from './address'

export { checkOf, type Link, tokenOf } from './address'

/** The browser's memory, or the page's own where the browser allows none. */
export const memory: Memory = usable(() => localStorage) ?? forgetful()

export const link = shallowRef<Link>()

/** Reads the address, and goes on by the verified link where this phone has one. */
export function enterByAddress(): void {
  const found = linkOf(location.pathname)
  link.value = found && bestOf(found, memory)
}

/** The digits were right: the page goes on under the new secret. */
export function goOnAs(secret: string): void {
  const before = link.value
  if (!before) return
  const verified = { company: before.company, secret }
  keepOpened(before, verified, memory)
  show(verified)
}

/** The link has ended: true where there is another one to go on by. */
export function fallBack(): boolean {
  const origin = link.value && forgetOpened(link.value, memory)
  if (origin) show(origin)
  return Boolean(origin)
}

/** Goes over to another link, as to that of an order just asked for. */
export function follow(next: Link): void {
  location.assign(pathOf(next))
}

/** The name under which drafts of this link are kept, before and after the digits. */
export function draftName(form: string): string {
  const here = link.value
  const origin = here && (originOf(here, memory) ?? here)
  return `fieldloop.draft.${origin?.company}.${origin?.secret}.${form}`
}

function show(next: Link) {
  link.value = next
  history.replaceState(history.state, '', pathOf(next) + location.hash)
}

function usable(find: () => Storage): Storage | undefined {
  try {
    const found = find()
    found.setItem('fieldloop.probe', '1')
    found.removeItem('fieldloop.probe')
    return found
  } catch {
    return undefined
  }
}

function forgetful(): Memory {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}
