// One after the other: what was done, what was refused and why; what could not be reached can be tried again under the same keys.
import { freshKey, Problem, type Wire } from '@fieldloop/api'
import { explain } from '@fieldloop/ui'
import { ref, shallowRef } from 'vue'
import { fetchOrder } from '../../calls/order'
import { type Act, type Asked, Done, LeftOut, type Plan } from './acts'

export type State = 'planned' | 'left_out' | 'running' | 'done' | 'refused' | 'unsure' | 'undone'

export interface Line {
  id: string
  number: string
  who: string
  state: State
  said: string
  plan?: Plan
  key: string
}

const together = 4

export function useBatch(act: Act, rows: Wire['OrderRow'][]) {
  const lines = ref<Line[]>(
    (act.turn ? [...rows].sort(act.turn) : rows).map((row) => ({
      id: row.id,
      number: row.number,
      who: row.customer?.name ?? row.contact_name,
      state: 'planned',
      said: '',
      key: freshKey(),
    })),
  )
  const step = shallowRef<'planning' | 'ready' | 'running' | 'done'>('planning')
  const leaving = new AbortController()

  /** Looks at every order as it is now, some at a time. */
  async function plan() {
    const waiting = [...lines.value]
    await Promise.all(
      Array.from({ length: together }, async () => {
        for (let line = waiting.shift(); line && !leaving.signal.aborted; line = waiting.shift()) await planOne(line)
      }),
    )
    if (!leaving.signal.aborted) step.value = 'ready'
  }
  async function planOne(line: Line) {
    try {
      const made = await act.plan(await fetchOrder(line.id, leaving.signal), leaving.signal)
      line.plan = made
      line.said = made.fits ? (made.about ?? '') : made.why
      if (!made.fits) line.state = 'left_out'
    } catch (thrown) {
      line.state = 'left_out'
      line.said = explain(thrown).happened
    }
  }
  /** Carries out what is planned, or what was unsure before, until it is stopped. */
  async function run(asked: Asked) {
    step.value = 'running'
    stopped.value = false
    for (const line of lines.value) {
      if (stopped.value || leaving.signal.aborted) break
      if ((line.state !== 'planned' && line.state !== 'unsure') || !line.plan?.fits) continue
      line.state = 'running'
      try {
        const done = await line.plan.act(asked, { 'Idempotency-Key': line.key })
        line.state = 'done'
        line.said = done instanceof Done ? done.about : (line.plan.about ?? '')
      } catch (thrown) {
        if (thrown instanceof LeftOut) {
          line.state = 'left_out'
          line.said = thrown.message
          continue
        }
        // nobody knows whether it was stored: the same key asks again
        line.state = Problem.of(thrown).passing ? 'unsure' : 'refused'
        const told = explain(thrown, true)
        line.said = [told.happened, ...told.fields.map((field) => `${field.name} ${field.happened}`)].join(' · ')
      }
    }
    step.value = 'done'
  }
  /** Takes back what was done, each order as it is now; what can no longer be taken back stays done and says why. */
  async function undo(asked: Asked) {
    step.value = 'running'
    stopped.value = false
    for (const line of lines.value) {
      if (stopped.value || leaving.signal.aborted) break
      if (line.state !== 'done' || !line.plan?.fits || !line.plan.undo) continue
      line.state = 'running'
      try {
        await line.plan.undo(await fetchOrder(line.id, leaving.signal), asked, {
          'Idempotency-Key': `${line.key}-undo`,
        })
        line.state = 'undone'
        line.said = ''
      } catch (thrown) {
        line.state = 'done'
        line.said = thrown instanceof LeftOut ? thrown.message : explain(thrown, true).happened
      }
    }
    step.value = 'done'
  }
  const stopped = ref(false)
  return {
    lines,
    step,
    plan,
    run,
    undo,
    stop: () => {
      stopped.value = true
    },
    leave: () => leaving.abort(),
  }
}
