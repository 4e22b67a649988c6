// One key for each order that something is done to, kept through retries until it was done.
import { type Intent, useIntent } from '@fieldloop/api'

export function keptIntents(): (id: string) => Intent {
  const kept = new Map<string, Intent>()
  return (id) => {
    const known = kept.get(id) ?? useIntent()
    kept.set(id, known)
    return known
  }
}
