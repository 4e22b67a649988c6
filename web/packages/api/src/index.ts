// The door to the server: typed calls, typed problems, the live stream.
export { api, ask, callFrom, forgetSession, marks, rememberSession } from './client'
export { freshKey, type Intent, useIntent } from './intent'
export { keyOf, listOf } from './keys'
export {
  type LiveEvent,
  type LiveState,
  liveKeys,
  type Presence,
  useLive,
  useLiveEvents,
  usePresenceTold,
} from './live'
export { type FieldProblem, Problem } from './problem'
export { type Asked, type Sheet, type SheetOf, takeSheet } from './sheet'
export { sendFile } from './upload'

import type { components } from './schema'

/** Types of the wire, by the names of the API description. */
export type Wire = components['schemas']
