// How a map is moved and brought nearer: by pointer, wheel, two fingers and keys. The same on every map; what is drawn is the map's own.

import { panned, type View, zoomed } from './projection'

/** What a map tells of itself, and wants to hear. */
export interface Hand {
  /** What is seen; nothing before there is anything to see. */
  view: () => View | undefined
  /** Where on the window the map lies. */
  box: () => Element | undefined
  look: (next: View) => void
  /** Pressed and let go at the same place, by one finger or the main button. */
  press?: (event: PointerEvent) => void
  /** Over the map with nothing pressed. */
  hover?: (event: PointerEvent) => void
  /** The ground has begun to move under the hand. */
  grabbed?: () => void
}

/** What a map listens with. */
export interface Handled {
  wheel: (event: WheelEvent) => void
  down: (event: PointerEvent) => void
  move: (event: PointerEvent) => void
  up: (event: PointerEvent) => void
  cancel: (event: PointerEvent) => void
  /** Whether the key meant the map. */
  key: (event: KeyboardEvent) => boolean
  /** Nearer (above 1) or farther, the middle staying where it is. */
  nearer: (factor: number) => void
}

interface Spot {
  x: number
  y: number
}

/** Less than so many pixels is a press by an unsteady hand. */
const slip = 4
/** Pixels that an arrow key moves by, and how much nearer a plus brings. */
const step = 60
const stride = 1.4
/** Pixels of the wheel, and of two fingers on a trackpad, that bring e times as near. */
const wheel_px = 400
const trackpad_px = 100
/** What a wheel calls a line and a page. */
const line_px = 16
const page_px = 400
const fingers_max = 2

const apart = (one: Spot, other: Spot) => Math.hypot(one.x - other.x, one.y - other.y)
const between = (one: Spot, other: Spot): Spot => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 })
const spotOf = (event: { clientX: number; clientY: number }): Spot => ({ x: event.clientX, y: event.clientY })

function wheelPixels(event: WheelEvent): number {
  const unit = [1, line_px, page_px][event.deltaMode] ?? 1
  return event.deltaY * unit
}

/** The hand of one map. */
export function mapHand(of: Hand): Handled {
  /** Where each pointer that is down was last. */
  const held = new Map<number, Spot>()
  let has_moved = false

  function grab() {
    if (has_moved) return
    has_moved = true
    of.grabbed?.()
  }
  /** Nearer around a point of the window. */
  function zoom(view: View, factor: number, at: Spot) {
    const own = of.box()?.getBoundingClientRect()
    if (own) of.look(zoomed(view, factor, at.x - own.left, at.y - own.top))
  }
  function middle(factor: number): View | undefined {
    const view = of.view()
    return view && zoomed(view, factor, view.width / 2, view.height / 2)
  }
  function shifted(dx: number, dy: number): View | undefined {
    const view = of.view()
    return view && panned(view, dx, dy)
  }
  const keys: Record<string, () => View | undefined> = {
    ArrowLeft: () => shifted(step, 0),
    ArrowRight: () => shifted(-step, 0),
    ArrowUp: () => shifted(0, step),
    ArrowDown: () => shifted(0, -step),
    '+': () => middle(stride),
    '=': () => middle(stride),
    '-': () => middle(1 / stride),
  }

  function drag(event: PointerEvent, from: Spot) {
    const to = spotOf(event)
    if (!has_moved && apart(from, to) < slip) return
    grab()
    held.set(event.pointerId, to)
    const next = shifted(to.x - from.x, to.y - from.y)
    if (next) of.look(next)
  }
  /** What was between the fingers stays between them. */
  function pinch(event: PointerEvent, from: Spot, other: Spot) {
    const to = spotOf(event)
    held.set(event.pointerId, to)
    const [was, is] = [between(from, other), between(to, other)]
    const moved = shifted(is.x - was.x, is.y - was.y)
    if (moved) zoom(moved, Math.max(1, apart(to, other)) / Math.max(1, apart(from, other)), is)
  }

  return {
    wheel(event) {
      const view = of.view()
      // a trackpad says two fingers by a wheel with Ctrl
      if (view) zoom(view, Math.exp(-wheelPixels(event) / (event.ctrlKey ? trackpad_px : wheel_px)), spotOf(event))
    },
    down(event) {
      if (event.button !== 0 || held.size >= fingers_max) return
      if (held.size) grab()
      else has_moved = false
      held.set(event.pointerId, spotOf(event))
      ;(event.currentTarget as Element | null)?.setPointerCapture?.(event.pointerId)
    },
    move(event) {
      const from = held.get(event.pointerId)
      if (!from) {
        if (!held.size) of.hover?.(event)
        return
      }
      const other = [...held].find(([id]) => id !== event.pointerId)
      if (other) pinch(event, from, other[1])
      else drag(event, from)
    },
    up(event) {
      if (!held.delete(event.pointerId) || held.size) return
      if (!has_moved) of.press?.(event)
    },
    cancel(event) {
      held.delete(event.pointerId)
    },
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return false
      const next = keys[event.key]?.()
      if (!next) return false
      event.preventDefault()
      of.look(next)
      return true
    },
    nearer(factor) {
      const next = middle(factor)
      if (next) of.look(next)
    },
  }
}
