// A deed: what somebody did on the phone, as it is kept until the server has it.
import type { FieldProblem } from '@fieldloop/api'
import type { Verb } from './verbs'

/** `waiting` to be sent · `refused`, for a person to settle · `done` · `dropped` by that person. */
export type DeedState = 'waiting' | 'refused' | 'done' | 'dropped'

/** Why the server did not take it, as it said so. */
export interface Trouble {
  status: number
  code: string
  facts: Record<string, unknown>
  fields: FieldProblem[]
}

export interface Deed {
  /** The place in the queue; what was done earlier is sent earlier. */
  seq: number
  /** The Idempotency-Key: made once, sent with every try. */
  key: string
  /** Whose it is: another person on the same phone neither sees nor sends it. */
  owner: string
  /** What it is about as a whole: the visit. Deeds of one chain are sent in their order. */
  chain: string
  /** The key of the chain's last milestone before it; empty where there was none. */
  after: string
  verb: Verb
  id: string
  part: string
  /** Versions of the facts that it relies on: `{assignment: 3, window: 2}`. */
  seen: Record<string, number>
  /** The phone's own clock when it was done, and by how much that clock was known to be behind the server's. */
  at_ms: number
  skew_ms: number | null
  /** JSON as text, so that every try is the same to the byte. */
  body: string
  /** The SHA-256 of every file it speaks of. */
  files: string[]
  /** What a person reads in the queue: the order's number, the customer. */
  about: string
  state: DeedState
  tries: number
  trouble: Trouble | null
  /** What the server answered, and when, by the phone's own clock. */
  answer: unknown
  done_at_ms: number | null
}

/** What a screen asks for; the rest is worked out when it is put in. */
export interface Wish {
  verb: Verb
  id: string
  chain: string
  about: string
  /** The key of a try that was made already: what the server may have seen is not done twice. */
  key?: string
  part?: string
  seen?: Record<string, number>
  body?: unknown
  files?: string[]
}

/** A file under the hash of its bytes; the bytes lie apart, so that looking through many costs little. */
export interface KeptFile {
  owner: string
  sha256: string
  media: string
  name: string
  at_ms: number
  state: 'waiting' | 'refused' | 'sent'
  tries: number
  trouble: Trouble | null
}

/** Whether a deed has to wait because a milestone that it counts on was refused, or waits itself for one that was. */
export function isBlocked(deed: Deed, all: Deed[]): boolean {
  const before = deed.after ? all.find((each) => each.key === deed.after) : undefined
  if (!before) return false
  return before.state === 'refused' || (before.state === 'waiting' && isBlocked(before, all))
}
