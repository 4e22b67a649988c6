// Which rows of a long list are on screen, where rows differ in height: offsets once, then two binary searches a scroll.

/** Where each row begins; one longer than the rows, its last entry is the height of all. */
export function offsetsOf(heights: readonly number[]): number[] {
  const offsets = [0]
  let sum = 0
  for (const height of heights) {
    sum += height
    offsets.push(sum)
  }
  return offsets
}

/** The row that covers `y`; the first or the last for what lies beyond. */
export function rowAt(y: number, offsets: readonly number[]): number {
  let low = 0
  let high = Math.max(0, offsets.length - 2)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= y) low = middle
    else high = middle - 1
  }
  return low
}

/** First and one past the last row to draw: what is seen and a few beyond, so that a quick scroll meets no hole. */
export function rangeOf(
  scroll: { top: number; height: number },
  offsets: readonly number[],
  beyond = 4,
): { first: number; end: number } {
  const rows = offsets.length - 1
  if (rows <= 0) return { first: 0, end: 0 }
  return {
    first: Math.max(0, rowAt(scroll.top, offsets) - beyond),
    end: Math.min(rows, rowAt(scroll.top + scroll.height, offsets) + 1 + beyond),
  }
}
