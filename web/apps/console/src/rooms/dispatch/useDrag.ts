// Dragging a visit by the mouse: begins after a few pixels, asks the view on screen what lies under the pointer, ends with a drop or Escape.
import { onScopeDispose, ref, shallowRef } from 'vue'
import type { Held, Target } from './held'
import { type Board, useBoard } from './useBoard'

const threshold_px = 4

/** What lies under a point, and scrolling on when the pointer nears an edge; `grab_ms` is how far into the bar it was taken. */
export interface Ground {
  locate(x: number, y: number, held: Held, grab_ms: number): Target | undefined
  /** Called on every frame of a drag. */
  nudge?(x: number, y: number): void
}

const ground = shallowRef<Ground>()
/** Where the pointer is while dragging, for the chip beside it; written straight to the element, not through a render. */
const chip = shallowRef<HTMLElement>()
export const dragging = ref(false)

export function useGround(here: Ground) {
  ground.value = here
  onScopeDispose(() => {
    if (ground.value === here) ground.value = undefined
  })
}
export function useChip() {
  return chip
}

/** Takes hold of a visit where the pointer went down; a press without moving is left to the element's own click. */
export function useDrag() {
  const board = useBoard()
  let stop: (() => void) | undefined
  onScopeDispose(() => stop?.())
  return (event: PointerEvent, held: Held, grab_ms = 0) => {
    if (event.button !== 0 || event.pointerType === 'touch' || !board.mayTake(held)) return
    stop?.()
    stop = follow(event, board, held, grab_ms)
  }
}

function follow(down: PointerEvent, board: Board, held: Held, grab_ms: number): () => void {
  let [x, y] = [down.clientX, down.clientY]
  let frame = 0
  let moved = false
  function step() {
    frame = 0
    ground.value?.nudge?.(x, y)
    if (chip.value) chip.value.style.transform = besides(x, y)
    const to = ground.value?.locate(x, y, held, grab_ms)
    const was = board.target.value
    if (to?.key !== was?.key || to?.from !== was?.from) board.target.value = to
    if (dragging.value) frame = requestAnimationFrame(step)
  }
  function move(event: PointerEvent) {
    ;[x, y] = [event.clientX, event.clientY]
    if (!dragging.value && Math.hypot(x - down.clientX, y - down.clientY) >= threshold_px) {
      dragging.value = true
      moved = true
      board.choose(held, 'dragged')
      document.documentElement.classList.add('fl-dragging')
      frame = requestAnimationFrame(step)
    }
  }
  function end(event: PointerEvent) {
    const to = moved && event.type === 'pointerup' ? ground.value?.locate(x, y, held, grab_ms) : undefined
    stop()
    if (!moved) return
    // the press that ends a drag is no click on what lies under it
    window.addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => window.removeEventListener('click', swallow, { capture: true }))
    if (to) board.drop(held, to)
    else board.putDown()
  }
  function key(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !dragging.value) return
    event.preventDefault()
    event.stopPropagation()
    stop()
    board.putDown()
  }
  function stop() {
    cancelAnimationFrame(frame)
    dragging.value = false
    document.documentElement.classList.remove('fl-dragging')
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', end)
    window.removeEventListener('pointercancel', end)
    window.removeEventListener('keydown', key, { capture: true })
  }
  window.addEventListener('pointermove', move)
  window.addEventListener('pointerup', end)
  window.addEventListener('pointercancel', end)
  window.addEventListener('keydown', key, { capture: true })
  return stop
}

/** Below the pointer at its right; above it or at its left where the window ends. */
function besides(x: number, y: number): string {
  const wide = 330
  const right = x + wide < innerWidth ? `${x + 14}px` : `calc(${x - 14}px - 100%)`
  const below = y < innerHeight * 0.55 ? `${y + 14}px` : `calc(${y - 14}px - 100%)`
  return `translate(${right}, ${below})`
}

function swallow(event: Event) {
  event.stopPropagation()
  event.preventDefault()
}
