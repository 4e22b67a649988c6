// Where in the page one is, behind the `#` of the address, so that the phone's back button does what one expects.
import { ref } from 'vue'

const read = () => decodeURIComponent(location.hash.slice(1))

export const place = ref(read())

/** So many steps were taken since the page was opened: as many lead back. */
const depth = () => Number((history.state as { depth?: number } | null)?.depth ?? 0)

addEventListener('popstate', () => {
  place.value = read()
})
addEventListener('hashchange', () => {
  place.value = read()
})

export function go(to: string): void {
  history.pushState({ depth: depth() + 1 }, '', `${location.pathname}#${encodeURIComponent(to)}`)
  place.value = to
  scrollTo({ top: 0 })
}

/** One step back; to the first page where this one was opened by itself. */
export function back(): void {
  if (depth() > 0) history.back()
  else home()
}

/** To the first page, without another step. */
export function home(): void {
  history.replaceState({ depth: depth() }, '', location.pathname)
  place.value = ''
  scrollTo({ top: 0 })
}
