// What a dialog carries out: its name on the button, and the call with the headers that make it happen once.

/** Sent with every change: the same key through all retries of one wish. */
export interface Once {
  'Idempotency-Key': string
}

export interface Deed {
  label: string
  danger?: boolean
  act(once: Once): Promise<unknown>
}

/** The headers of a change to something seen at this version: refused as stale when it has moved on since. */
export function seenAt(once: Once, version: number): Once & { 'If-Match': string } {
  return { ...once, 'If-Match': `"${version}"` }
}

/** The same for one fact of it (`prices=3`), where that alone decides whether somebody still means what they saw. */
export function seenFact(once: Once, fact: string, version: number): Once & { 'Fieldloop-Seen': string } {
  return { ...once, 'Fieldloop-Seen': `${fact}=${version}` }
}
