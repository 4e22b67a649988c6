// One costly job at a time, between two frames; what was asked for last comes first, as that is what somebody looks at.
import { whenIdle } from '../../phone/idle'

const waiting: (() => Promise<void>)[] = []
let busy = false

/** Not later than this, however busy the page is. */
const patience_ms = 200

/** Does a job in its turn and answers with what came of it. */
export function inTurn<T>(job: () => Promise<T>): Promise<T> {
  return new Promise((done, failed) => {
    waiting.push(() => job().then(done, failed))
    void goOn()
  })
}

async function goOn(): Promise<void> {
  if (busy) return
  busy = true
  while (waiting.length) {
    await whenIdle(patience_ms)
    await untilAtRest()
    await waiting.pop()?.()
  }
  busy = false
}

/** A page that was moved less than this ago still moves. */
const rest_ms = 120
/** While it moves on and on, a job may go all the same. */
const moving_ms_max = 600
let moved_ms = Number.NEGATIVE_INFINITY
globalThis.addEventListener?.(
  'scroll',
  () => {
    moved_ms = performance.now()
  },
  { passive: true, capture: true },
)

/** What comes while a thumb moves the page makes it jerk; it is looked at when it stands. */
async function untilAtRest(): Promise<void> {
  const until = performance.now() + moving_ms_max
  for (let now = performance.now(); now - moved_ms < rest_ms && now < until; now = performance.now())
    await new Promise((done) => setTimeout(done, rest_ms / 2))
}
