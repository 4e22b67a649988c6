// What can be done to many orders: each a verb of one order, carried out order by order.
import type { Wire } from '@fieldloop/api'
import { code, t, type Word } from '@fieldloop/words'
import type { Once } from '../../../../deed/deed'
import { mayDispatch } from '../../adapters'
import { assignVisit } from '../../calls/assign'
import { chaseOrder } from '../../calls/chase'
import { closeOrder } from '../../calls/close'
import { escalateOrder } from '../../calls/escalate'
import { holdOrder } from '../../calls/hold'
import { offerVisit } from '../../calls/offer'
import { recommendationsFor } from '../../calls/recommendations'
import { releaseOrder } from '../../calls/release'
import { takeInOrder } from '../../calls/takeIn'
import { transferOrder } from '../../calls/transfer'
import { withdrawVisit } from '../../calls/withdraw'
import { urgencies } from '../filters'

/** What is asked once for all of them. */
export interface Asked {
  reason: string
  note: string
  until: string
  unit_id: string
}

/** What was done, in words, where that was not known before. */
export class Done {
  constructor(readonly about: string) {}
}

/** By now nothing can be done: said instead of refused. */
export class LeftOut extends Error {}

/** What will happen to one order, or why nothing will. */
export type Plan =
  | {
      fits: true
      about?: string
      act(asked: Asked, once: Once): Promise<unknown>
      /** Takes back what was done, of the order as it is now; where that cannot be, it is not there. */
      undo?(now: Wire['OrderPage'], asked: Asked, once: Once): Promise<unknown>
    }
  | { fits: false; why: string }

export interface Act {
  code: string
  word: Word
  permission: string
  asks: ('hold' | 'transfer' | 'note' | 'words' | 'why')[]
  plan(order: Wire['OrderPage'], signal: AbortSignal): Plan | Promise<Plan>
  /** Whose turn comes first, where one takes from the next. */
  turn?(a: Wire['OrderRow'], b: Wire['OrderRow']): number
}

/** Fits where the order itself says that it takes the verb. */
function verb(
  named: Wire['OrderVerb'],
  act: (order: Wire['OrderPage'], asked: Asked, once: Once) => Promise<unknown>,
  undo?: (before: Wire['OrderPage'], now: Wire['OrderPage'], asked: Asked, once: Once) => Promise<unknown>,
): Act['plan'] {
  return (order) =>
    order.verbs.includes(named)
      ? {
          fits: true,
          act: (asked, once) => act(order, asked, once),
          undo: undo && ((now, asked, once) => undo(order, now, asked, once)),
        }
      : { fits: false, why: t('batch.not_now', { phase: code('phase', order.phase) }) }
}

/** The visit that waits for somebody, with the first of the ranking: of the ranking as it is when its turn comes, as every one that was sent changes it. */
function dispatch(send: typeof assignVisit): Act['plan'] {
  return async (order, signal) => {
    const visit = order.visits.find((each) => mayDispatch(order, each))
    if (!visit) return { fits: false, why: t('batch.no_visit') }
    const best = async () => (await recommendationsFor(visit.id, signal)).candidates[0]
    const first = await best()
    if (!first) return { fits: false, why: t('batch.nobody') }
    const goes = (who: typeof first) => t('batch.goes', { who: who.name, score: who.score })
    // whoever was sent once is meant again when it is tried again: it may have been stored
    let chosen: typeof first | undefined
    return {
      fits: true,
      about: goes(first),
      async act({ note }, once) {
        chosen ??= await best()
        if (!chosen) throw new LeftOut(t('batch.nobody'))
        await send(visit, { technician_id: chosen.technician_id, override_reason: note.trim() || null }, once)
        return new Done(goes(chosen))
      },
      // once somebody is on the way it is no longer the office's to take back in passing
      async undo(now, _, once) {
        const sent = now.visits.find((each) => each.id === visit.id)
        if (!sent || !takenBack.includes(sent.status)) throw new LeftOut(t('batch.too_late'))
        await withdrawVisit(sent, { note: t('batch.undone_note') }, once)
      },
    }
  }
}
const takenBack: readonly Wire['VisitStatus'][] = ['offered', 'accepted']

/** The most urgent first, and of those what is due first. */
const byUrgency: Act['turn'] = (a, b) =>
  urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency) || (a.due_at ?? '9').localeCompare(b.due_at ?? '9')

export const acts: readonly Act[] = [
  {
    code: 'take_in',
    word: 'deed.take_in',
    permission: 'orders.edit',
    asks: [],
    plan: verb('take_in', (order, _, once) => takeInOrder(order, {}, once)),
  },
  {
    code: 'offer',
    word: 'batch.offer_first',
    permission: 'dispatch.assign',
    asks: ['why'],
    plan: dispatch(offerVisit),
    turn: byUrgency,
  },
  {
    code: 'assign',
    word: 'batch.assign_first',
    permission: 'dispatch.assign',
    asks: ['why'],
    plan: dispatch(assignVisit),
    turn: byUrgency,
  },
  {
    code: 'chase',
    word: 'deed.chase',
    permission: 'orders.talk',
    asks: ['words'],
    plan: verb('chase', (order, { note }, once) =>
      chaseOrder(order.id, { channel: 'phone', words: note.trim() }, once),
    ),
  },
  {
    code: 'hold',
    word: 'deed.hold',
    permission: 'orders.hold',
    asks: ['hold'],
    plan: verb(
      'hold',
      (order, { reason, note, until }, once) =>
        holdOrder(order, { reason, note, expected_until_at: until || null }, once),
      (_before, now, _asked, once) => {
        if (!now.verbs.includes('release')) throw new LeftOut(t('batch.too_late'))
        return releaseOrder(now, {}, once)
      },
    ),
  },
  {
    code: 'release',
    word: 'deed.release',
    permission: 'orders.hold',
    asks: [],
    plan: verb('release', (order, _, once) => releaseOrder(order, {}, once)),
  },
  {
    code: 'transfer',
    word: 'deed.transfer',
    permission: 'orders.transfer',
    asks: ['transfer'],
    plan: verb(
      'transfer',
      (order, { unit_id, reason, note }, once) => transferOrder(order, { unit_id, reason, note }, once),
      (before, now, { unit_id, reason }, once) => {
        // somebody has sent it on meanwhile, or it was nobody's before
        if (!before.unit_id || now.unit_id !== unit_id) throw new LeftOut(t('batch.too_late'))
        return transferOrder(now, { unit_id: before.unit_id, reason, note: t('batch.undone_note') }, once)
      },
    ),
  },
  {
    code: 'escalate',
    word: 'deed.escalate',
    permission: 'orders.edit',
    asks: ['note'],
    plan: verb('escalate', (order, { note }, once) => escalateOrder(order, { note: note.trim() }, once)),
  },
  {
    code: 'close',
    word: 'deed.close',
    permission: 'orders.close',
    asks: [],
    plan: verb('close', (order, _, once) => closeOrder(order, {}, once)),
  },
]

/** At most so many at once: each is looked at, and each is a change of its own. */
export const batch_max = 100
