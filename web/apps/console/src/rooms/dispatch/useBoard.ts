// What the board's parts share: the day on screen, the visit in hand, who fits it, and the dropping of it.
import { freshKey, listOf, Problem, type Wire } from '@fieldloop/api'
import { momentOf, useClock } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, type InjectionKey, inject, provide, type Ref, ref, shallowReactive, shallowRef } from 'vue'
import { useSession } from '../identity'
import { dayAfter, type Look } from './address'
import { useRanking } from './calls/ranking'
import { sendVisit, type Way } from './calls/send'
import { takeVisitBack } from './calls/takeBack'
import { type Asked, askedBy, askedFor, fitOf, fitsOf } from './fit'
import type { Span } from './gantt/scale'
import { deedOf, type Held, heldOfBar, heldOfWaiting, mayMove, mayTakeBack, type Target } from './held'

export type Board = ReturnType<typeof makeBoard>
const place: InjectionKey<Board> = Symbol('board')
const way_place = 'fieldloop.dispatch.way'

/** How the visit is in hand: chosen with a press, dragged by the mouse, or carried by the keyboard. */
export type Hold = 'chosen' | 'dragged' | 'carried'

/** Something that did not work, in words, with the other visit where there is one. */
export interface Refusal {
  error: unknown
  held: Held
  target?: Target
  note?: string
  other?: { order_number: string; technician_id: string; from?: number }
  again?: () => void
}

/** A line in the corner: what was done here or by others, for a few seconds. */
export interface Notice {
  key: string
  text: string
  visit_id: string
  technician_id?: string
  undo?: () => void
}
const notice_ms = 9_000
const notices_max = 4

export function provideBoard(look: Ref<Look>, today: Ref<string>): Board {
  const board = makeBoard(look, today)
  provide(place, board)
  return board
}

export function useBoard(): Board {
  const board = inject(place)
  if (!board) throw new Error('no board around')
  return board
}

function makeBoard(look: Ref<Look>, today: Ref<string>) {
  const clock = useClock()
  const session = useSession()
  const queries = useQueryClient()
  const day = computed(() => look.value.day || today.value)
  const span = computed<Span>(() => spanOfDay(day.value, clock.zone.value))

  const held = shallowRef<Held>()
  const mayAssign = computed(() => session.may('dispatch.assign'))
  const hold = ref<Hold>('chosen')
  const target = shallowRef<Target>()
  const person = ref('')
  /** Somebody can still be sent there: then it is asked who fits. */
  const givable = computed(() =>
    Boolean(held.value && mayAssign.value && (!held.value.at || mayTakeBack(held.value.status))),
  )
  const ranking = useRanking(() => (givable.value ? (held.value?.visit_id ?? '') : ''))
  const fits = computed(() => (givable.value ? fitsOf(ranking.data.value) : undefined))
  const way = ref<Way>(localStorage.getItem(way_place) === 'assign' ? 'assign' : 'offer')
  /** Where visits are being put, until the server has answered and the board has been read anew. */
  const pending = shallowReactive(new Map<string, { held: Held; target: Target }>())
  const refusal = shallowRef<Refusal>()
  const asking = shallowRef<{ held: Held; target: Target; asked: Asked }>()
  const moving = shallowRef<{ held: Held; from: number }>()
  /** Reasons that were typed and not accepted yet, by visit: asked again, they are still there. */
  const typed = new Map<string, string>()
  /** Bars to look at: what others changed, or what stands in the way. */
  const flashing = shallowReactive(new Set<string>())
  /** What this page did itself is not told as news. */
  const own = new Map<string, number>()
  const notices = shallowRef<Notice[]>([])
  /** Visits of several people: who goes with whom is changed on the order's page. */
  const shared = shallowRef<ReadonlySet<string>>(new Set())
  const seek = shallowRef<{ technician_id: string; visit_id?: string; at?: number }>()

  const mayOverride = computed(() => session.may('dispatch.override'))
  const mayReschedule = computed(() => session.may('orders.edit'))
  const mayTake = (visit: Held) =>
    visit.at ? (mayAssign.value && mayTakeBack(visit.status)) || canMove(visit) : mayAssign.value
  const canMove = (visit: Held) => mayReschedule.value && mayMove(visit.status)

  /** Why a visit cannot go to somebody, whatever the server would say; nothing where it can be tried. */
  function blocked(visit: Held, technician_id: string, is_timed: boolean): string | undefined {
    if (is_timed && span.value.to <= clock.now.value) return t('board.blocked_past')
    if (!visit.at) return undefined
    const is_own = visit.at.technician_id === technician_id
    if (is_own && !is_timed) return t('board.blocked_same')
    if (!is_own && shared.value.has(visit.visit_id)) return t('board.blocked_crew')
    const may = is_own ? canMove(visit) : mayAssign.value && mayTakeBack(visit.status)
    return may ? undefined : t('board.blocked_move')
  }

  function choose(visit: Held, how: Hold = 'chosen') {
    held.value = visit
    hold.value = how
    target.value = undefined
    person.value = ''
    refusal.value = undefined
  }
  function letGo() {
    held.value = undefined
    target.value = undefined
    hold.value = 'chosen'
  }
  /** The visit stays chosen, but hovers nowhere. */
  function putDown() {
    target.value = undefined
    hold.value = 'chosen'
  }
  function setWay(next: Way) {
    way.value = next
    localStorage.setItem(way_place, next)
  }
  function openPerson(technician_id: string) {
    letGo()
    person.value = technician_id
  }
  function flash(visits: string[]) {
    const flash_ms = 2_400
    for (const visit of visits) flashing.add(visit)
    setTimeout(() => {
      for (const visit of visits) flashing.delete(visit)
    }, flash_ms)
  }

  /** After the board was read anew: the visit in hand as it is now; one that has gone stays, and the server says what became of it. */
  function refresh(rows: readonly Wire['BoardRow'][], waiting: readonly Wire['Unassigned'][] | undefined) {
    shared.value = sharedIn(rows)
    const was = held.value
    if (!was || hold.value === 'dragged') return
    const open = waiting?.find((visit) => visit.visit_id === was.visit_id)
    const row = rows.find(({ visits }) => visits.some((visit) => visit.visit_id === was.visit_id))
    const bar = row?.visits.find((visit) => visit.visit_id === was.visit_id)
    const now = open ? heldOfWaiting(open) : bar && row ? heldOfBar(bar, row.technician_id) : undefined
    if (now && (now.version !== was.version || now.status !== was.status)) held.value = now
  }
  function tell(notice: Notice) {
    const others = notices.value.filter((each) => each.key !== notice.key && each.visit_id !== notice.visit_id)
    notices.value = [...others, notice].slice(-notices_max)
    setTimeout(() => hush(notice.key), notice_ms)
  }
  function hush(key: string) {
    notices.value = notices.value.filter((each) => each.key !== key)
  }

  /** Drops the visit in hand: says what is wrong, asks for what is asked for, or does it. */
  function drop(visit: Held, to: Target) {
    putDown()
    refusal.value = undefined
    const deed = deedOf(visit, to)
    if (deed === 'nothing' || blocked(visit, to.technician_id, to.from !== undefined) || pending.has(visit.visit_id))
      return
    if (deed === 'move' && to.from !== undefined) {
      moving.value = { held: visit, from: to.from }
      return
    }
    const asked = askedFor(fitOf(fits.value, to.technician_id), visit, to, clock.now.value)
    if (asked) asking.value = { held: visit, target: to, asked }
    else void send(visit, to)
  }

  /** Sends it; a refusal that only asks for a reason asks for it, any other brings the bar back and is told. */
  async function send(visit: Held, to: Target, reason?: string, key = freshKey()) {
    refusal.value = undefined
    pending.set(visit.visit_id, { held: visit, target: to })
    own.set(visit.visit_id, Date.now())
    if (reason) typed.set(visit.visit_id, reason)
    const choice = choiceOf(to, reason)
    try {
      const shown = await sent(visit, to, choice, key)
      await askAnew()
      done(visit, to, shown.version)
    } catch (thrown) {
      failed(thrown, visit, to, () => void send(visit, to, reason, key))
    } finally {
      pending.delete(visit.visit_id)
      own.set(visit.visit_id, Date.now())
    }
  }
  const sent = (visit: Held, to: Target, choice: Wire['Choice2'], key: string) => {
    const reassign = deedOf(visit, to) === 'hand_over'
    return sendVisit(way.value, visit, { ...choice, reassign }, { 'Idempotency-Key': key })
  }

  function done(visit: Held, to: Target, version: number) {
    if (held.value?.visit_id === visit.visit_id) letGo()
    typed.delete(visit.visit_id)
    const words =
      deedOf(visit, to) === 'hand_over' ? 'board.handed' : way.value === 'assign' ? 'board.assigned' : 'board.offered'
    tell({
      key: freshKey(),
      text: t(words, { order: visit.order_number, who: to.name }),
      visit_id: visit.visit_id,
      technician_id: to.technician_id,
      undo: visit.at ? undefined : () => void undo(visit, version),
    })
    flash([visit.visit_id])
    seek.value = { technician_id: to.technician_id, visit_id: visit.visit_id }
  }
  async function undo(visit: Held, version: number) {
    try {
      await takeBack({ ...visit, version }, t('board.undone_note'))
      tell({ key: freshKey(), text: t('board.undone', { order: visit.order_number }), visit_id: visit.visit_id })
    } catch (thrown) {
      refusal.value = { error: thrown, held: visit }
    }
  }

  function failed(thrown: unknown, visit: Held, to: Target, again: () => void) {
    const problem = Problem.of(thrown)
    const asked = askedBy(problem.code, problem.facts)
    if (asked) {
      asking.value = { held: visit, target: to, asked }
      return
    }
    refusal.value = {
      error: problem,
      held: visit,
      target: to,
      other: otherOf(problem, to),
      // what never reached the server may be tried again with the same key
      again: problem.passing ? again : undefined,
    }
    if (!problem.passing) void askAnew()
    const other = refusal.value.other
    if (other) seek.value = { technician_id: other.technician_id, at: other.from }
  }

  async function takeBack(visit: Held, note: string) {
    own.set(visit.visit_id, Date.now())
    await takeVisitBack(visit, note, { 'Idempotency-Key': freshKey() })
    await askAnew()
  }

  async function askAnew() {
    await queries.invalidateQueries({ queryKey: listOf('visit') })
  }

  const shown = {
    look,
    day,
    today,
    span,
    held,
    hold,
    target,
    person,
    ranking,
    givable,
    fits,
    way,
    pending,
    flashing,
    own,
    seek,
    shared,
  }
  const asked = { refusal, asking, moving, notices, typed }
  const rights = { mayAssign, mayOverride, mayReschedule, mayTake, canMove, blocked }
  const deeds = {
    choose,
    letGo,
    putDown,
    refresh,
    setWay,
    openPerson,
    flash,
    tell,
    hush,
    drop,
    send,
    takeBack,
    askAnew,
  }
  return { ...shown, ...asked, ...rights, ...deeds }
}

function sharedIn(rows: readonly Wire['BoardRow'][]): Set<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const row of rows)
    for (const visit of row.visits) {
      const is_known = seen.has(visit.visit_id)
      ;(is_known ? twice : seen).add(visit.visit_id)
    }
  return twice
}

function choiceOf(to: Target, reason: string | undefined): Wire['Choice2'] {
  return {
    technician_id: to.technician_id,
    planned_from_at: to.from === undefined ? null : new Date(to.from).toISOString(),
    override_reason: reason?.trim() || null,
  }
}

function otherOf(problem: Problem, to: Target): Refusal['other'] {
  const { order, technician_id, from } = problem.facts
  if (problem.code !== 'dispatch.double_booking' || typeof order !== 'string' || !order) return undefined
  return {
    order_number: order,
    technician_id: typeof technician_id === 'string' ? technician_id : to.technician_id,
    from: typeof from === 'string' ? Date.parse(from) : undefined,
  }
}

/** From midnight to midnight on the company's wall clock. */
export function spanOfDay(day: string, zone: string): Span {
  return {
    from: Date.parse(momentOf(`${day}T00:00`, zone)),
    to: Date.parse(momentOf(`${dayAfter(day, 1)}T00:00`, zone)),
  }
}
