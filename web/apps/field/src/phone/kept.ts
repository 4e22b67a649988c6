// Reading that works without a network: what was read before shows at once, with its age, and is asked for anew where that is possible.
import { Problem } from '@fieldloop/api'
import type { Kept } from '@fieldloop/offline'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, watch } from 'vue'
import { useOutbox } from './outbox'

export interface Read<T> extends Kept<T> {
  /** From the phone's own memory: the server could not be asked. */
  old: boolean
}

/** A network that swallows a question is taken for none. */
const answer_ms = 12_000
const retry_ms = 10_000

/** Asks, and keeps the answer; without a network, what was kept. */
export async function readKept<T>(name: string, get: () => Promise<T>): Promise<Read<T>> {
  const outbox = useOutbox()
  const { cabinet } = outbox
  const at_ms = Date.now()
  try {
    const value = await Promise.race([get(), late()])
    outbox.online = true
    await cabinet?.keep(name, value, at_ms).catch(() => undefined)
    return { value, at_ms, old: false }
  } catch (thrown) {
    const problem = Problem.of(thrown)
    outbox.online = problem.status !== 0
    // what is not theirs to see any more does not stay on the phone either
    if ([403, 404, 409, 410].includes(problem.status)) await cabinet?.forget(name)
    const kept = problem.passing ? await cabinet?.find<T>(name) : undefined
    if (!kept) throw problem
    return { ...kept, old: true }
  }
}

function late(): Promise<never> {
  return new Promise((_, failed) => setTimeout(() => failed(new Problem(0, 'offline')), answer_ms))
}

export function useKept<T>(name: () => string, key: () => unknown[], get: () => Promise<T>, enabled = () => true) {
  const queries = useQueryClient()
  const outbox = useOutbox()
  const query = useQuery({
    queryKey: computed(key),
    queryFn: () => readKept(name(), get),
    enabled,
    shallow: true,
    networkMode: 'always',
    refetchInterval: ({ state }) => (state.data?.old ? retry_ms : false),
  })
  watch(
    name,
    async () => {
      const kept = await outbox.cabinet?.find<T>(name())
      if (kept && queries.getQueryData(key()) === undefined)
        queries.setQueryData(key(), { ...kept, old: true }, { updatedAt: kept.at_ms })
    },
    { immediate: true },
  )
  return query
}
