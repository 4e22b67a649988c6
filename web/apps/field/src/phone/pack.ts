// What the company has defined, in the reader's language: names of types, reasons, outcomes, prices.
import { api, ask, listOf, type Wire } from '@fieldloop/api'
import { language } from '@fieldloop/words'
import { computed } from 'vue'
import { readKept, useKept } from './kept'

export const readPack = () => readKept('pack', () => ask(api.GET('/api/v1/pack')))
/** What is offered for a piece of work, and what it costs. */
export interface Work {
  category: string
  service: Wire['OrderKind']
}
const pricesName = (work: Work) => `prices/${work.category}/${work.service}`
const askPrices = ({ category, service }: Work) =>
  ask(api.GET('/api/v1/price-list', { params: { query: { category, service } } })).then((page) => page.items)
export const readPrices = (work: Work) => readKept(pricesName(work), () => askPrices(work))

/** A label in the language on screen. */
export function said(label: Wire['Label'] | null | undefined): string {
  return (language() === 'en' ? label?.en : label?.zh) ?? ''
}

export function usePack() {
  const query = useKept(
    () => 'pack',
    () => listOf('pack', 'kept'),
    () => ask(api.GET('/api/v1/pack')),
  )
  const pack = computed(() => query.data.value?.value)
  const named = (all: { code: string; name: Wire['Label'] }[] | undefined, code: string | null | undefined) =>
    said(all?.find((each) => each.code === code)?.name) || (code ?? '')
  return {
    pack,
    typeName: (code: string) => named(pack.value?.order_types, code),
    categoryName: (code: string) => named(pack.value?.categories, code),
    faultName: (code: string | null | undefined) => named(pack.value?.faults, code),
    promiseName: (code: string) => named(pack.value?.promises, code),
    outcomes: computed(() => pack.value?.outcomes ?? []),
    reasons: (kind: Wire['ReasonKind']) => (pack.value?.reasons ?? []).filter((each) => each.kind === kind),
    /** The type as the order has it: by its version, or the newest that is known. */
    typeOf: (code: string) =>
      (pack.value?.order_types ?? []).filter((each) => each.code === code).sort((a, b) => b.version - a.version)[0],
  }
}

export function usePrices(work: () => Work | undefined) {
  // an item of an order is more than its work, and the server takes nothing that it does not know
  const wanted = (): Work => {
    const { category, service } = work() ?? { category: '', service: 'repair' as const }
    return { category, service }
  }
  const query = useKept(
    () => pricesName(wanted()),
    () => listOf('price', wanted()),
    () => askPrices(wanted()),
    () => Boolean(work()),
  )
  return { query, prices: computed(() => query.data.value?.value ?? []) }
}
