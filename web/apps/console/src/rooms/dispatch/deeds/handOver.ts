// Gives a visit from one technician to another. The server has no verb for it: it is taken back and sent anew, and put back where it was
// when the second step fails after the first.
import { freshKey, Problem, type Wire } from '@fieldloop/api'
import { sendVisit, type Way } from '../calls/send'
import { takeVisitBack } from '../calls/takeBack'
import type { Held } from '../held'

export interface HandOver {
  way: Way
  held: Held
  choice: Wire['Choice2']
  /** Kept with the offer that is taken back, and with the one that puts it back. */
  note: string
  note_back: string
}

/** How far it went when it did not end well. */
export class Broken extends Error {
  constructor(
    readonly problem: Problem,
    readonly is_back: boolean,
  ) {
    super(problem.code)
  }
}

const once = () => ({ 'Idempotency-Key': freshKey() })

export async function handOver({ way, held, choice, note, note_back }: HandOver): Promise<Wire['VisitShown']> {
  const early = await judged(way, held, choice)
  if (early) return early
  const taken = await takeVisitBack(held, note, once())
  const free = { visit_id: held.visit_id, version: taken.version }
  try {
    return await sendVisit(way, free, choice, once())
  } catch (thrown) {
    throw new Broken(Problem.of(thrown), await putBack(held, free, note_back))
  }
}

/** The server judges a choice before it looks where the visit stands: nothing is taken back for a choice that it refuses. */
async function judged(way: Way, held: Held, choice: Wire['Choice2']) {
  try {
    // it was taken back by somebody else at this very moment: then it is sent already
    return await sendVisit(way, held, choice, once())
  } catch (thrown) {
    if (Problem.of(thrown).code === 'visit.cannot_offer') return undefined
    throw thrown
  }
}

async function putBack(held: Held, free: { visit_id: string; version: number }, note_back: string): Promise<boolean> {
  if (!held.at) return false
  const body = {
    technician_id: held.at.technician_id,
    planned_from_at: new Date(held.at.from).toISOString(),
    override_reason: note_back,
  }
  try {
    await sendVisit(held.at.is_offer ? 'offer' : 'assign', free, body, once())
    return true
  } catch {
    return false
  }
}
