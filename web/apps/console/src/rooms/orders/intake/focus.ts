// Where on the page each field can be reached by the keyboard.
import { nextTick } from 'vue'
import type { Place } from './ask'

/** In the order of the page. */
const places: Record<Place, string> = {
  phone: '#intake-phone',
  name: '#intake-name',
  address: '#intake-address',
  described: '#intake-described',
  machine: '.machines input',
  type: '.wish input[type=radio]',
  category: '.wish .el-select input',
  fault: '.wish .el-select input',
  wanted: '.wish input',
}

export async function focus(place: Place): Promise<void> {
  await nextTick()
  document.querySelector<HTMLElement>(places[place])?.focus()
}

/** The first field that something is wrong with. */
export function firstOf(wrong: Partial<Record<Place, string>>): Place | undefined {
  return (Object.keys(places) as Place[]).find((place) => wrong[place])
}
