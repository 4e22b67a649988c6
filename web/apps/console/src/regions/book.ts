// The regions as the reader of pasted texts wants them: every code with its names from the province down.
import { type Region, type RegionBook, regionBook } from '@fieldloop/paste'
import type { Choice } from '@fieldloop/ui/divisions'

export function bookOf(all: readonly Choice[]): RegionBook {
  return regionBook(all.flatMap((each) => flat(each, [])))
}

function flat(choice: Choice, up: readonly string[]): Region[] {
  const names = [...up, choice.label]
  return [{ code: choice.value, names }, ...(choice.children ?? []).flatMap((each) => flat(each, names))]
}
