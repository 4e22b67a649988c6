// Keeps on the phone what changed about one's visits until it was seen, through a reload and a day without a network.
import { Problem, type Wire } from '@fieldloop/api'
import { shallowRef, watch } from 'vue'
import { useOutbox } from '../../phone/outbox'
import { aboutRow, type Change, goneFrom, movedFrom, withChange } from './changes'
import { askVisit } from './visit'

const paper = 'changes'
/** Older ones say nothing any more. */
const kept_ms = 3 * 24 * 60 * 60 * 1000
export const changes = shallowRef<Change[]>([])

/** Follows the list of open visits: what it was before, and what the server says now. */
export function tellChanges(
  open: () => { value: Wire['VisitRow'][]; old: boolean } | undefined,
  heard: () => void,
): void {
  const outbox = useOutbox()
  let before: Wire['VisitRow'][] | undefined
  void outbox.cabinet?.find<Change[]>(paper).then((kept) => {
    changes.value = (kept?.value ?? []).filter((each) => Date.now() - each.at_ms < kept_ms)
  })
  watch(
    open,
    async (read) => {
      if (!read) return
      const was = before
      before = read.value
      if (!was || read.old) return
      for (const row of movedFrom(was, read.value)) {
        const { window_from_at, window_to_at } = row.visit
        note({
          kind: 'moved',
          ...of(row),
          window_from_at: window_from_at ?? undefined,
          window_to_at: window_to_at ?? undefined,
        })
      }
      for (const row of goneFrom(was, read.value, outbox.deeds)) {
        const kind = await whyGone(row.visit.id)
        if (kind) note({ kind, ...of(row) })
      }
    },
    { immediate: true },
  )
  function note(change: Change) {
    changes.value = withChange(changes.value, change)
    keep()
    heard()
  }
}

/** It was seen. */
export function settleChange(visit_id: string): void {
  changes.value = changes.value.filter((each) => each.visit_id !== visit_id)
  keep()
}

function keep() {
  void useOutbox()
    .cabinet?.keep(paper, changes.value)
    .catch(() => undefined)
}

const of = (row: Wire['VisitRow']) => ({ visit_id: row.visit.id, about: aboutRow(row), at_ms: Date.now() })

/** Nothing where a colleague of the crew has finished it. */
async function whyGone(id: string): Promise<Change['kind'] | undefined> {
  try {
    const { visit } = await askVisit(id)
    if (visit.status === 'done') return undefined
    return visit.status === 'cancelled' ? 'called_off' : 'taken_off'
  } catch (thrown) {
    return [403, 404, 409].includes(Problem.of(thrown).status) ? 'taken_off' : undefined
  }
}
