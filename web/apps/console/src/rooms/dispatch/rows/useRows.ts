// The rows of a view: scrolled, measured, and only those on screen.
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { offsetsOf, rangeOf } from './windowed'

/** `element` scrolls; `heights` are of all rows; `head` is what stays on top of them. */
export function useRows(element: Ref<HTMLElement | undefined>, heights: Ref<number[]>, head = 0) {
  const scroll = shallowRef({ top: 0, height: 0 })
  const width = ref(0)
  const offsets = computed(() => offsetsOf(heights.value))
  const total = computed(() => offsets.value.at(-1) ?? 0)
  const range = shallowRef({ first: 0, end: 0 })
  const read = () => {
    const own = element.value
    if (own) scroll.value = { top: own.scrollTop, height: own.clientHeight - head }
  }
  // the range keeps its identity while the same rows are on screen, so that scrolling a pixel draws nothing
  watch(
    [scroll, offsets],
    () => {
      const next = rangeOf(scroll.value, offsets.value)
      if (next.first !== range.value.first || next.end !== range.value.end) range.value = next
    },
    { immediate: true },
  )
  const sized = new ResizeObserver(() => {
    width.value = element.value?.clientWidth ?? 0
    read()
  })
  watch(element, (now, before) => {
    if (before) sized.unobserve(before)
    if (now) sized.observe(now)
  })
  onScopeDispose(() => sized.disconnect())
  /** Scrolls as little as shows the row whole. */
  function reveal(row: number) {
    const own = element.value
    if (!own) return
    const top = offsets.value[row] ?? 0
    const bottom = offsets.value[row + 1] ?? top
    if (top < own.scrollTop) own.scrollTop = top
    else if (bottom > own.scrollTop + own.clientHeight - head) own.scrollTop = bottom - own.clientHeight + head
  }
  return { range, offsets, total, width, read, reveal }
}
