// A lead on the phone: asked for, kept, and told with what waits to be sent.
import { api, ask, keyOf, listOf, type Wire } from '@fieldloop/api'
import { dayOf, type Tone, useClock } from '@fieldloop/ui/words'
import { t } from '@fieldloop/words'
import { computed, shallowRef, watch } from 'vue'
import { useKept } from '../../phone/kept'
import { useOutbox } from '../../phone/outbox'
import { useSession } from '../identity'
import { type Holder, toldLead } from './told'

export const leadTone: Record<Wire['LeadStatus'], Tone> = {
  new: 'waiting',
  contacted: 'underway',
  quoted: 'underway',
  won: 'done',
  lost: 'closed',
}
export const quoteTone: Record<Wire['QuoteStatus'], Tone> = {
  waiting: 'waiting',
  open: 'underway',
  declined: 'late',
  replaced: 'closed',
  withdrawn: 'closed',
  accepted: 'done',
}

/** How somebody is called whose name nobody knows. */
export const nameOf = (lead: { name: string; phone?: string | null }) => lead.name || lead.phone || t('lead.somebody')

/** Digits enough for a telephone, however they are written. */
export const isNumber = (typed: string) => /^\+?\d{8,14}$/.test(typed.replace(/[\s-]/g, ''))

export function useHolder() {
  const session = useSession()
  return computed<Holder>(() => ({ id: session.current?.user_id ?? '', name: session.current?.name ?? '' }))
}

export function useToday() {
  const clock = useClock()
  return computed(() => dayOf(clock.now.value, clock.zone.value))
}

/** How many days ahead a day is; behind is negative. */
export const daysTo = (day: string, today: string) => Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000)

/** The day so many days on. */
export const daysOn = (today: string, days: number) =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)

/** After so many days somebody new is asked again, as long as the company says nothing else. */
const ask_again_days = 7

/** The company's own number of days; known without a network once it was read. */
export function useAskAgain() {
  const query = useKept(
    () => 'company-settings',
    () => listOf('company_setting'),
    () => ask(api.GET('/api/v1/company-settings')),
  )
  return computed(() => query.data.value?.value.ask_again_days ?? ask_again_days)
}

/** The days that are offered: the usual one among them and no “never” where somebody new is noted down. */
export function choicesOf(today: string, usual_days?: number) {
  const fixed = [
    { word: 'next_day.tomorrow' as const, days: 1 },
    { word: 'next_day.three' as const, days: 3 },
    { word: 'next_day.week' as const, days: 7 },
  ]
  const own = usual_days && fixed.every((each) => each.days !== usual_days)
  const all = own ? [...fixed, { word: 'next_day.usual' as const, days: usual_days }] : fixed
  const choices = all.map(({ word, days }) => ({ word, day: daysOn(today, days) }))
  return usual_days ? choices : [...choices, { word: 'next_day.none' as const, day: '' }]
}

export function useLead(id: () => string) {
  const outbox = useOutbox()
  const holder = useHolder()
  const query = useKept(
    () => `lead/${id()}`,
    () => keyOf('lead', id()),
    () => ask(api.GET('/api/v1/leads/{id}', { params: { path: { id: id() } } })),
  )
  // what was offered here and has not arrived lies on the phone
  const drawn = shallowRef<Record<string, Wire['QuoteShown']>>({})
  watch(
    () => outbox.deeds.filter((deed) => deed.chain === id() && deed.verb === 'quote.draw'),
    async (deeds) => {
      const found: Record<string, Wire['QuoteShown']> = {}
      for (const deed of deeds) {
        const quote_id = String((JSON.parse(deed.body) as { id?: string }).id)
        const kept = await outbox.cabinet?.find<Wire['QuoteShown']>(quotePaper(quote_id))
        if (kept) found[quote_id] = kept.value
      }
      drawn.value = found
    },
    { immediate: true },
  )
  const lead = computed(() => {
    const read = query.data.value
    return toldLead(read?.value, outbox.deeds, holder.value, {
      id: id(),
      read_ms: read?.at_ms ?? 0,
      quotes: drawn.value,
    })
  })
  return { query, lead }
}

export const quotePaper = (id: string) => `quote/${id}`

export function useTerms() {
  const query = useKept(
    () => 'quote-terms',
    () => listOf('quote_terms'),
    () => ask(api.GET('/api/v1/quote-terms')),
  )
  return computed(() => query.data.value?.value)
}

/** `12.5%` of ten-thousandths. */
export const percentText = (basis_points: number) => `${(basis_points / 100).toFixed(basis_points % 100 ? 1 : 0)}%`

/** As the server reckons it: rounded against the giver. */
export const discountOf = (list: number, total: number) =>
  list > total && list > 0 ? Math.ceil(((list - total) * 10_000) / list) : 0
