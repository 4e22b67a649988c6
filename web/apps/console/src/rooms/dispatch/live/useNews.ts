// Tells on the board what others do: who, what, which order; what this page did itself is told where it was done.
import { type LiveEvent, useLiveEvents } from '@fieldloop/api'
import { code, t } from '@fieldloop/words'
import { useTrade } from '../../../company'
import type { Board } from '../useBoard'
import { type Happened, happenedIn } from './notices'

const own_ms = 6_000

export function useNews(
  board: Board,
  names: {
    person(id: string): string
    /** The number of the order of a visit on the page; empty where it is not on it. */
    order(visit_id: string): string
  },
) {
  const trade = useTrade()
  useLiveEvents((events: LiveEvent[]) => {
    const news = happenedIn(events).filter((each) => Date.now() - (board.own.get(each.visit_id) ?? 0) > own_ms)
    const known = news.filter((each) => names.order(each.visit_id))
    for (const each of known) board.tell(noticeOf(each))
    if (known.length) board.flash(known.map((each) => each.visit_id))
  })
  function noticeOf(happened: Happened) {
    const { technician_id, reason, cause } = happened.facts
    const who = names.person(happened.actor)
    const said = (fact: unknown) => (typeof fact === 'string' ? trade.reason(fact) : '')
    const facts = {
      ...happened.facts,
      reason: said(reason),
      cause: said(cause),
      technician: typeof technician_id === 'string' ? names.person(technician_id) : who,
    }
    const what =
      happened.kind === 'visit.assigned' ? t('board.news_assigned', facts) : code('event', happened.kind, facts)
    const text = [names.order(happened.visit_id), who, what].filter(Boolean).join(' · ')
    const to = typeof technician_id === 'string' ? technician_id : undefined
    return { key: String(happened.seq), text, visit_id: happened.visit_id, technician_id: to }
  }
}
