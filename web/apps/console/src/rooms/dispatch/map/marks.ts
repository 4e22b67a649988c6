// What is drawn over the ground: visits, what waits, technicians with the age of their position, and the way each goes in order.
import type { Wire } from '@fieldloop/api'
import { pointOf, type View } from '@fieldloop/ui/map'
import type { Fit } from '../fit'
import { dayOfPerson } from '../rows/day'

export type Mark =
  | {
      kind: 'visit'
      x: number
      y: number
      reach: number
      visit: Wire['BoardVisit']
      person: Wire['BoardRow']
      number: number
    }
  | { kind: 'waiting'; x: number; y: number; reach: number; visit: Wire['Unassigned'] }
  | { kind: 'person'; x: number; y: number; reach: number; person: Wire['BoardRow']; seen_at: string }

export interface Way {
  technician_id: string
  line: [number, number][]
}

export interface Scene {
  rows: readonly Wire['BoardRow'][]
  waiting: readonly Wire['Unassigned'][]
  profiles: ReadonlyMap<string, Wire['TechnicianShown']>
}

const person_px = 13
const visit_px = 9

/** Everything that has a place, in the order in which it is drawn: technicians last, on top. */
export function marksOf(scene: Scene, view: View): Mark[] {
  const marks: Mark[] = []
  for (const visit of scene.waiting) {
    if (!visit.place) continue
    const [x, y] = pointOf([visit.place.lng, visit.place.lat], view)
    marks.push({ kind: 'waiting', x, y, reach: visit_px + 3, visit })
  }
  for (const person of scene.rows)
    for (const [at, { visit }] of dayOfPerson(person).bars.entries()) {
      if (!visit.place) continue
      const [x, y] = pointOf([visit.place.lng, visit.place.lat], view)
      marks.push({ kind: 'visit', x, y, reach: visit_px + 2, visit, person, number: at + 1 })
    }
  const taken = new Map<string, number>()
  for (const person of scene.rows) {
    const profile = scene.profiles.get(person.technician_id)
    const place = profile?.last_place ?? person.last_place
    const seen_at = profile?.last_place_at ?? person.last_place_at
    if (!place || !seen_at) continue
    const [x, y] = pointOf([place.lng, place.lat], view)
    // several at one place, an outlet in the morning, stand around it
    const spot = `${place.lng.toFixed(4)}/${place.lat.toFixed(4)}`
    const before = taken.get(spot) ?? 0
    taken.set(spot, before + 1)
    const out = before ? person_px * (1.1 + Math.floor((before - 1) / 6) * 1.2) * 1.6 : 0
    const turn = ((before - 1) % 6) * (Math.PI / 3)
    marks.push({
      kind: 'person',
      x: x + Math.cos(turn) * out,
      y: y + Math.sin(turn) * out,
      reach: person_px + 2,
      person,
      seen_at,
    })
  }
  return marks
}

/** The way of each technician: where they were last, then the visits that are not over, in order. */
export function waysOf(scene: Scene, view: View): Way[] {
  return scene.rows.flatMap((person): Way[] => {
    const profile = scene.profiles.get(person.technician_id)
    const place = profile?.last_place ?? person.last_place
    const ahead = dayOfPerson(person).bars.filter(
      ({ visit }) => visit.place && visit.status !== 'done' && !visit.is_offer,
    )
    const places = [place, ...ahead.map(({ visit }) => visit.place)].flatMap((each) => each ?? [])
    const line = places.map((each) => pointOf([each.lng, each.lat], view))
    return line.length > 1 ? [{ technician_id: person.technician_id, line }] : []
  })
}

export interface Tones {
  surface: string
  text: string
  faint: string
  accent: string
  on_accent: string
  waiting: string
  underway: string
  done: string
  late: string
  closed: string
}

/** What is looked at more closely. */
export interface Focus {
  person?: string
  visit?: string
  target?: string
  hovered?: Mark
  fits?: ReadonlyMap<string, Fit>
  ways: boolean
  now: number
}

export function drawWays(to: CanvasRenderingContext2D, ways: readonly Way[], focus: Focus, tones: Tones) {
  for (const { technician_id, line } of ways) {
    const is_meant =
      focus.person === technician_id ||
      (focus.hovered?.kind === 'person' && focus.hovered.person.technician_id === technician_id)
    if (!focus.ways && !is_meant) continue
    to.beginPath()
    for (const [at, [x, y]] of line.entries()) at ? to.lineTo(x, y) : to.moveTo(x, y)
    to.strokeStyle = tones.accent
    to.globalAlpha = is_meant ? 1 : focus.person ? 0.12 : 0.4
    to.lineWidth = is_meant ? 3 : 1.5
    to.setLineDash(is_meant ? [] : [5, 4])
    to.stroke()
    if (is_meant) arrows(to, line, tones)
  }
  to.setLineDash([])
  to.globalAlpha = 1
}

/** A small triangle in the middle of each leg says which way it goes. */
function arrows(to: CanvasRenderingContext2D, line: readonly [number, number][], tones: Tones) {
  to.fillStyle = tones.accent
  for (let at = 1; at < line.length; at++) {
    const [[ax, ay], [bx, by]] = [line[at - 1] as [number, number], line[at] as [number, number]]
    if (Math.hypot(bx - ax, by - ay) < 36) continue
    to.save()
    to.translate((ax + bx) / 2, (ay + by) / 2)
    to.rotate(Math.atan2(by - ay, bx - ax))
    to.beginPath()
    to.moveTo(7, 0)
    to.lineTo(-5, -5)
    to.lineTo(-5, 5)
    to.fill()
    to.restore()
  }
}

export function drawMark(to: CanvasRenderingContext2D, mark: Mark, focus: Focus, tones: Tones) {
  if (mark.kind === 'visit') drawVisit(to, mark, focus, tones)
  else if (mark.kind === 'waiting') drawWaiting(to, mark, focus, tones)
  else drawPerson(to, mark, focus, tones)
}

function drawVisit(to: CanvasRenderingContext2D, mark: Mark & { kind: 'visit' }, focus: Focus, tones: Tones) {
  const { visit, person } = mark
  const is_own = focus.person === person.technician_id
  to.globalAlpha = focus.person && !is_own ? 0.3 : 1
  const tone = visit.is_late
    ? tones.late
    : visit.status === 'done'
      ? tones.done
      : visit.is_offer
        ? tones.waiting
        : tones.underway
  disc(to, mark.x, mark.y, visit_px - (is_own ? 0 : 2), visit.status === 'done' ? tones.surface : tone, tone)
  if (is_own) text(to, String(mark.number), mark.x, mark.y, visit.status === 'done' ? tone : tones.surface, 11)
  ring(to, mark, focus.visit === visit.visit_id || focus.hovered === mark, tones)
  to.globalAlpha = 1
}

/** A square on its corner: nobody goes there yet. */
function drawWaiting(to: CanvasRenderingContext2D, mark: Mark & { kind: 'waiting' }, focus: Focus, tones: Tones) {
  const is_meant = focus.visit === mark.visit.visit_id
  const half = is_meant ? 11 : 8
  to.globalAlpha = focus.person ? 0.3 : 1
  to.beginPath()
  to.moveTo(mark.x, mark.y - half)
  to.lineTo(mark.x + half, mark.y)
  to.lineTo(mark.x, mark.y + half)
  to.lineTo(mark.x - half, mark.y)
  to.closePath()
  to.fillStyle = mark.visit.urgency === 'emergency' ? tones.late : tones.waiting
  to.fill()
  to.lineWidth = 2
  to.strokeStyle = tones.surface
  to.stroke()
  text(to, '!', mark.x, mark.y, tones.surface, 11)
  ring(to, mark, is_meant || focus.hovered === mark, tones)
  to.globalAlpha = 1
}

function drawPerson(to: CanvasRenderingContext2D, mark: Mark & { kind: 'person' }, focus: Focus, tones: Tones) {
  const { person } = mark
  const fit = focus.fits?.get(person.technician_id)
  const is_dim = Boolean((focus.fits && fit?.kind !== 'can') || (focus.person && focus.person !== person.technician_id))
  const old_ms = 30 * 60_000
  const is_old = is_dim || focus.now - Date.parse(mark.seen_at) > old_ms
  const tone = is_dim || person.status !== 'active' ? tones.closed : tones.accent
  disc(to, mark.x, mark.y, is_dim ? person_px - 2 : person_px, is_old ? tones.surface : tone, tone)
  text(to, person.name.slice(0, 1), mark.x, mark.y, is_old ? tone : tones.on_accent, is_dim ? 11 : 12)
  if (fit?.kind === 'can') {
    disc(to, mark.x + 11, mark.y - 11, 8, tones.done, tones.surface)
    text(to, String(fit.candidate.rank), mark.x + 11, mark.y - 11, tones.surface, 10)
  }
  ring(
    to,
    mark,
    focus.target === person.technician_id || focus.person === person.technician_id || focus.hovered === mark,
    tones,
  )
  to.globalAlpha = 1
}

function disc(to: CanvasRenderingContext2D, x: number, y: number, radius: number, fill: string, edge: string) {
  to.beginPath()
  to.arc(x, y, radius, 0, 2 * Math.PI)
  to.fillStyle = fill
  to.fill()
  to.lineWidth = 2
  to.strokeStyle = edge
  to.stroke()
}
function ring(to: CanvasRenderingContext2D, mark: Mark, is_meant: boolean, tones: Tones) {
  if (!is_meant) return
  to.beginPath()
  to.arc(mark.x, mark.y, mark.reach + 3, 0, 2 * Math.PI)
  to.lineWidth = 2.5
  to.strokeStyle = tones.text
  to.stroke()
}
function text(to: CanvasRenderingContext2D, word: string, x: number, y: number, colour: string, size: number) {
  to.fillStyle = colour
  to.font = `600 ${size}px ${family}`
  to.textAlign = 'center'
  to.textBaseline = 'middle'
  to.fillText(word, x, y + 0.5)
}
const family = '"PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'

/** A name on the ground, with a halo, so that it is read over roads. */
export function drawName(
  to: CanvasRenderingContext2D,
  word: string,
  x: number,
  y: number,
  colour: string,
  halo: string,
  size: number,
) {
  to.font = `600 ${size}px ${family}`
  to.textAlign = 'center'
  to.textBaseline = 'middle'
  to.lineJoin = 'round'
  to.lineWidth = 4
  to.strokeStyle = halo
  to.strokeText(word, x, y)
  to.fillStyle = colour
  to.fillText(word, x, y)
}
