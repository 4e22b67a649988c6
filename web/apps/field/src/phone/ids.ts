// Ids that a phone chooses itself, so that what follows can be done before the first has arrived.
import { freshKey } from '@fieldloop/api'

/** Random, and written as the server writes them. */
export function freshId(): string {
  const hex = freshKey()
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}
