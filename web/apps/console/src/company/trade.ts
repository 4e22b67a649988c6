// The company's trade as it defined it, asked for once: names for the codes that orders carry.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { language } from '@fieldloop/words'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

export type Trade = ReturnType<typeof useTrade>

export function useTrade() {
  const query = useQuery({
    queryKey: listOf('definition', 'pack'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/pack', { signal })),
    staleTime: 300_000,
  })
  const pack = query.data
  const say = (label: Wire['Label']) => (language() === 'en' ? label.en : label.zh)
  function name(of: 'order_types' | 'categories' | 'faults', code: string | null | undefined): string {
    const found = pack.value?.[of]?.find((each) => each.code === code)
    return found ? say(found.name) : (code ?? '')
  }
  function named(all: { code: string; name: Wire['Label'] }[] | undefined, code: string): string {
    const found = all?.find((each) => each.code === code)
    return found ? say(found.name) : code
  }
  return {
    pack: computed(() => pack.value),
    isPending: query.isPending,
    error: query.error,
    refetch: query.refetch,
    say,
    type: (code: string) => name('order_types', code),
    category: (code: string | null | undefined) => name('categories', code),
    fault: (code: string | null | undefined) => name('faults', code),
    /** The faults that a category may have; all where none is said. */
    faults: (category: string) =>
      pack.value?.faults?.filter(
        (each) => !category || !each.categories?.length || each.categories.includes(category),
      ) ?? [],
    /** A reason's name; without a kind, of the first kind that knows the code. */
    reason(code: string, kind?: Wire['ReasonKind']): string {
      const found = pack.value?.reasons?.find((each) => each.code === code && (!kind || each.kind === kind))
      return found ? say(found.name) : code
    },
    /** A price's name by its code; the code where it has left the list. */
    price: (code: string) => named(pack.value?.prices, code),
    /** A skill or certificate by its code. */
    skill: (code: string) => named(pack.value?.skills, code),
    /** A promise's kind by its code. */
    promise: (code: string) => named(pack.value?.promises, code),
    /** What a review ticks, by its code. */
    tag: (code: string) => named(pack.value?.review_tags, code),
    /** The company's own steps of a type of order within a phase. */
    stages: (type: string, phase: Wire['OrderPhase']) =>
      pack.value?.order_types?.find((each) => each.code === type)?.stages?.filter((each) => each.phase === phase) ?? [],
    /** What a type of order has to have done by visits, in order. */
    legs: (type: string) =>
      pack.value?.order_types
        ?.find((each) => each.code === type)
        ?.legs.filter((leg) => (leg.carried_by ?? 'visit') === 'visit') ?? [],
    /** A leg's name, of the first type that knows the code. */
    leg: (code: string) =>
      named(
        pack.value?.order_types?.flatMap((each) => each.legs),
        code,
      ),
    /** The trade's own facts of a category. */
    /** What is known of things of a category, and what was asked on the way here: by the type, the category and the fault. */
    attributes: (category: string, asked: { type?: string; fault?: string | null } = {}) => {
      const of = pack.value?.categories?.find((each) => each.code === category)
      const type = pack.value?.order_types?.find((each) => each.code === asked.type)
      const fault = pack.value?.faults?.find((each) => each.code === asked.fault)
      const questions = [type, of, fault].flatMap((each) => each?.questions ?? []).map((each) => each.field)
      return [...(of?.attributes ?? []), ...questions]
    },
    reasons: (kind: Wire['ReasonKind']) => pack.value?.reasons?.filter((each) => each.kind === kind) ?? [],
  }
}
