// What a hand on the keyboard or with Shift does among the rows of a table.

/** Gives the next row that can be reached the focus, over those that only head a group or fill a gap. */
export function step(event: KeyboardEvent, way: 'nextElementSibling' | 'previousElementSibling') {
  let next = (event.currentTarget as HTMLElement)[way]
  while (next && !next.matches('[tabindex]')) next = next[way]
  if (!(next instanceof HTMLElement)) return
  event.preventDefault()
  next.focus()
}

/** What is picked after the row at `to` was pressed, `from` being where the range began: all of it goes the way of that row. */
export function ranged(ids: string[], picked: string[], { from, to }: { from: number; to: number }): string[] {
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1)
  return picked.includes(ids[to] ?? '')
    ? picked.filter((id) => !range.includes(id))
    : [...new Set([...picked, ...range])]
}
