// The address of a link, `/c/{company}/{secret}`, and which verified link this phone opened from it.

export interface Link {
  company: string
  secret: string
}

/** What is kept in the browser; a browser that keeps nothing is asked for the digits each time. */
export interface Memory {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** The link in a path; undefined where it is cut off or no link at all. */
export function linkOf(path: string): Link | undefined {
  const [, company, secret] = /^\/c\/([\w-]{1,40})\/([\w-]{8,64})\/?$/.exec(path) ?? []
  return company && secret ? { company, secret } : undefined
}

/** What a code on a printed service report leads to: `/c/check/{company}/{code}`. */
export function checkOf(path: string): { company: string; code: string } | undefined {
  const [, company, code] = /^\/c\/check\/([\w-]{1,40})\/([\w-]{8,20})\/?$/.exec(path) ?? []
  return company && code ? { company, code } : undefined
}

export function pathOf({ company, secret }: Link): string {
  return `/c/${company}/${secret}`
}

export function tokenOf({ company, secret }: Link): string {
  return `fll.${company}.${secret}`
}

const opened = ({ company, secret }: Link) => `fieldloop.link.${company}.${secret}`
const came_from = ({ company, secret }: Link) => `fieldloop.link.from.${company}.${secret}`

/** The verified link that was opened from this one here, or the link itself. */
export function bestOf(link: Link, memory: Memory): Link {
  return { company: link.company, secret: memory.getItem(opened(link)) ?? link.secret }
}

/** Keeps which link goes on for which, both ways: one that ends leads back to the one it came from. */
export function keepOpened(first: Link, verified: Link, memory: Memory): void {
  const origin = originOf(first, memory) ?? first
  memory.setItem(opened(origin), verified.secret)
  memory.setItem(came_from(verified), origin.secret)
}

/** The link that a verified one was opened from. */
export function originOf(link: Link, memory: Memory): Link | undefined {
  const secret = memory.getItem(came_from(link))
  return secret ? { company: link.company, secret } : undefined
}

/** A verified link that has ended is not gone by again; the link it was opened from, where it is known. */
export function forgetOpened(link: Link, memory: Memory): Link | undefined {
  const origin = originOf(link, memory)
  if (!origin) return undefined
  memory.removeItem(opened(origin))
  memory.removeItem(came_from(link))
  return origin
}
