// Names of districts, each looked up once: the board asks for the same few of them hundreds of times.
import { computed } from 'vue'
import { isOwn, useRegions } from '../../regions'

export type Areas = ReturnType<typeof useAreas>

/** `codes` tells which are on the page: a demo company's own city has its names on its map. */
export function useAreas(codes: () => string[]) {
  const regions = useRegions({ own: () => codes().some(isOwn) })
  const known = computed(() => {
    // a new book of names whenever more of them are there
    void regions.all.value
    return new Map<string, string>()
  })
  function name(code: string): string {
    const names = known.value
    let found = names.get(code)
    if (found === undefined) {
      found = regions.name(code)
      names.set(code, found)
    }
    return found
  }
  /** The district without its city: `江南区`. */
  const short = (code: string) => name(code).split(' ').at(-1) ?? code
  return { name, short }
}
