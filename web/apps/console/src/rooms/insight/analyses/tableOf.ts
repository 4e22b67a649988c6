// An analysis as a table of figures.
import type { Found, Kind } from '../calls/analyses'
import type { Around, Table } from './figures'
import { areas } from './tables/areas'
import { margin } from './tables/margin'
import { parts } from './tables/parts'
import { productivity } from './tables/productivity'
import { repeats } from './tables/repeats'
import { satisfaction } from './tables/satisfaction'

const tables: { [K in Kind]: (now: never, then: never, around: Around) => Table } = {
  productivity,
  areas,
  parts,
  repeats,
  satisfaction,
  margin,
}

export function tableOf(now: Found, then: Found | undefined, around: Around): Table {
  const draw = tables[now.kind] as (now: unknown, then: unknown, around: Around) => Table
  return draw(now.data, then?.kind === now.kind ? then.data : undefined, around)
}
