// From a point of the window to a point of the timeline, and scrolling on near its edges.
import type { Ref } from 'vue'
import type { Held, Target } from '../held'
import { head_px, name_px } from './measures'

const edge_px = 36
const speed_px = 14

/** `at` gets the place within the rows: x from the first hour, y from the first row. */
export function usePointing(
  scroller: Ref<HTMLElement | undefined>,
  at: (x: number, y: number, held: Held, grab_ms: number) => Target | undefined,
) {
  const box = () => scroller.value?.getBoundingClientRect()

  function locate(x: number, y: number, held: Held, grab_ms: number): Target | undefined {
    const own = scroller.value
    const around = box()
    if (!own || !around || x < around.left || x > around.right || y < around.top + head_px || y > around.bottom)
      return undefined
    const within = Math.max(0, x - around.left - name_px)
    return at(within + own.scrollLeft, y - around.top - head_px + own.scrollTop, held, grab_ms)
  }
  function nudge(x: number, y: number) {
    const own = scroller.value
    const around = box()
    if (!own || !around || x < around.left || x > around.right) return
    if (y > around.top - edge_px && y < around.top + head_px + edge_px) own.scrollTop -= speed_px
    else if (y > around.bottom - edge_px && y < around.bottom + edge_px) own.scrollTop += speed_px
    if (x > around.left + name_px && x < around.left + name_px + edge_px) own.scrollLeft -= speed_px
    else if (x > around.right - edge_px) own.scrollLeft += speed_px
  }
  return { locate, nudge }
}
