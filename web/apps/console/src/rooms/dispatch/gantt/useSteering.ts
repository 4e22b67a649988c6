// The timeline by keyboard: arrows go from row to row and from bar to bar, M takes a visit in hand, arrows carry it, Enter drops it.
import { shallowRef, watch } from 'vue'
import { fitOf } from '../fit'
import { type Held, heldOfBar, type Target } from '../held'
import { dayOfPerson } from '../rows/day'
import type { Line } from '../rows/groups'
import { useBoard } from '../useBoard'
import { hour_ms, step_ms } from './scale'

export interface Cursor {
  key: string
  /** The bar, or −1 for the name. */
  bar: number
}

export function useSteering(on: {
  lines: () => Line[]
  reveal: (row: number) => void
  targetOf: (line: Line | undefined, held: Held, from: number) => Target | undefined
  beginAt: (at: number, technician_id: string) => number
  show: (at: number) => void
}) {
  const board = useBoard()
  const cursor = shallowRef<Cursor>()
  const rowOf = (key: string | undefined) => on.lines().findIndex((line) => line.key === key)
  const people = () => on.lines().flatMap((line, row) => (line.kind === 'person' ? [row] : []))

  function go(by: number) {
    const rows = people()
    const at = rows.indexOf(rowOf(cursor.value?.key))
    const row = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]
    const line = row === undefined ? undefined : on.lines()[row]
    if (row === undefined || !line) return
    cursor.value = { key: line.key, bar: -1 }
    on.reveal(row)
  }
  function along(by: number) {
    const line = on.lines()[rowOf(cursor.value?.key)]
    if (!cursor.value || line?.kind !== 'person') return go(0)
    const bars = dayOfPerson(line.person).bars
    const bar = Math.min(bars.length - 1, Math.max(-1, cursor.value.bar + by))
    cursor.value = { key: line.key, bar }
    const to = bars[bar]
    if (to) on.show(to.from)
  }
  function pointed() {
    const line = on.lines()[rowOf(cursor.value?.key)]
    if (line?.kind !== 'person') return undefined
    const bar = dayOfPerson(line.person).bars[cursor.value?.bar ?? -1]
    return { line, held: bar && heldOfBar(bar.visit, line.person.technician_id) }
  }

  /** Takes a visit in hand where it is, or where the best fit is, or where the customer was told. */
  function carry(held: Held) {
    if (!board.mayTake(held)) return
    board.choose(held, 'carried')
    const best = board.ranking.data.value?.candidates[0]
    const who = held.at?.technician_id ?? best?.technician_id ?? pointed()?.line.person.technician_id
    const rows = people()
    const row = rows.find((each) => personOf(on.lines()[each]) === who) ?? rows[0]
    const line = row === undefined ? undefined : on.lines()[row]
    if (row === undefined || line?.kind !== 'person') return
    const fit = fitOf(board.fits.value, line.person.technician_id)
    const first = fit?.kind === 'can' ? Date.parse(fit.candidate.planned_from_at) : undefined
    place(row, held, held.at?.from ?? first ?? held.window?.from ?? board.span.value.from + 9 * hour_ms)
  }
  function place(row: number, held: Held, from: number) {
    const line = on.lines()[row]
    if (line?.kind !== 'person') return
    const { from: first, to: last } = board.span.value
    const inside = Math.min(Math.max(from, first), last - held.minutes * 60_000)
    board.target.value = on.targetOf(line, held, on.beginAt(inside, line.person.technician_id))
    cursor.value = { key: line.key, bar: -1 }
    on.reveal(row)
    on.show(inside)
  }
  function shift(held: Held, rows_by: number, by_ms: number) {
    const rows = people()
    const at = rows.indexOf(rowOf(board.target.value?.key))
    const row = rows[Math.min(rows.length - 1, Math.max(0, at + rows_by))]
    const from = board.target.value?.from
    if (row === undefined || from === undefined) return
    if (!by_ms) return place(row, held, from)
    const line = on.lines()[row]
    // by the keyboard a quarter is a quarter: what is recommended does not pull
    board.target.value = on.targetOf(line, held, Math.max(from + by_ms, board.span.value.from))
    on.show(from + by_ms)
  }

  function carried(event: KeyboardEvent, held: Held): boolean {
    const by = event.shiftKey ? hour_ms : step_ms
    if (event.key === 'ArrowUp') shift(held, -1, 0)
    else if (event.key === 'ArrowDown') shift(held, 1, 0)
    else if (event.key === 'ArrowLeft') shift(held, 0, -by)
    else if (event.key === 'ArrowRight') shift(held, 0, by)
    else if (event.key === 'Enter' && board.target.value) board.drop(held, board.target.value)
    else if (event.key === 'Escape') board.putDown()
    else return false
    return true
  }
  function steered(event: KeyboardEvent): boolean {
    const here = pointed()
    if (event.key === 'ArrowUp') go(-1)
    else if (event.key === 'ArrowDown') go(1)
    else if (event.key === 'ArrowLeft') along(-1)
    else if (event.key === 'ArrowRight') along(1)
    else if (event.key === 'Enter' && here)
      here.held ? board.choose(here.held) : board.openPerson(here.line.person.technician_id)
    else if (event.key.toLowerCase() === 'm' && (here?.held ?? board.held.value))
      carry((here?.held ?? board.held.value) as Held)
    else if (event.key === 'Escape' && board.held.value) board.letGo()
    else return false
    return true
  }
  function keyed(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const held = board.held.value
    const used = held && board.hold.value === 'carried' ? carried(event, held) : steered(event)
    if (!used) return
    event.preventDefault()
    event.stopPropagation()
  }
  // the side asks for the visit to be carried: it begins once the timeline has it
  watch(board.hold, (how) => {
    if (how === 'carried' && board.held.value && !board.target.value) carry(board.held.value)
  })
  return { cursor, keyed }
}

function personOf(line: Line | undefined): string | undefined {
  return line?.kind === 'person' ? line.person.technician_id : undefined
}
