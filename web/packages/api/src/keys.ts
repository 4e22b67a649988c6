// Query keys: facts under `[kind, id, …]`, lists under `[kind, 'list', …]`, so that an event's subjects name what is no longer true.

/** The key of one thing, or of a part of it: `keyOf('order', id, 'trail')`. */
export function keyOf(kind: string, id: string, ...part: unknown[]): unknown[] {
  return [kind, id, ...part]
}

/** The key of a list of things: `listOf('order', filters)`. */
export function listOf(kind: string, ...filters: unknown[]): unknown[] {
  return [kind, 'list', ...filters]
}
