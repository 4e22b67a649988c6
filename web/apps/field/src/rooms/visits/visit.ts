// One visit, the list of mine, and what can be asked for about them.
import { api, ask, keyOf, listOf, useLiveEvents, type Wire } from '@fieldloop/api'
import type { Verb, Wish } from '@fieldloop/offline'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { readKept, useKept } from '../../phone/kept'
import { useOutbox } from '../../phone/outbox'
import { readPrices, usePrices } from '../../phone/pack'
import { keepPaper } from '../../phone/papers'
import { useSession } from '../identity'
import { keepMachine } from '../machines'
import { overlaid, unknownTo } from './overlay'

const rows_max = 100
/** Larger drawings are fetched when somebody opens them. */
const paper_bytes_max = 8_000_000
const visitName = (id: string) => `visit/${id}`
export const askVisit = (id: string) => ask(api.GET('/api/v1/visits/{id}', { params: { path: { id } } }))

const orderName = (id: string) => `order/${id}`
const askOrder = (id: string) => ask(api.GET('/api/v1/orders/{id}', { params: { path: { id } } }))

/** The order of a visit, with its other visits. */
export function useOrder(id: () => string) {
  const query = useKept(
    () => orderName(id()),
    () => keyOf('order', id()),
    () => askOrder(id()),
  )
  return { query, order: computed(() => query.data.value?.value) }
}

/** A visit as its technician left it, sent or not. */
export function useVisit(id: Ref<string>) {
  const outbox = useOutbox()
  const session = useSession()
  const query = useKept(
    () => visitName(id.value),
    () => keyOf('visit', id.value),
    () => askVisit(id.value),
  )
  // the bill is the order's: what a colleague ticks, and the customer's yes by their link, come without the visit's name
  const queries = useQueryClient()
  useLiveEvents((events) => {
    const order = query.data.value?.value.order.id
    const is_about = events.some((event) => event.subjects.some((each) => each.kind === 'order' && each.id === order))
    if (order && is_about) void queries.invalidateQueries({ queryKey: keyOf('visit', id.value) })
  })
  const work = () => {
    const item = query.data.value?.value.items[0]
    return item && { category: item.category, service: item.service }
  }
  const { prices } = usePrices(work)
  const pending = computed(() => (query.data.value ? unknownTo(query.data.value.at_ms, id.value, outbox.deeds) : []))
  const page = computed(() => {
    const read = query.data.value
    const me = session.current
    if (!read || !me) return undefined
    return overlaid(read.value, pending.value, { me, prices: prices.value })
  })
  /** Deeds of it that a person has to settle first. */
  const refused = computed(() => outbox.deeds.filter((each) => each.chain === id.value && each.state === 'refused'))
  const mine = computed(
    () => page.value?.visit.crew.some((each) => each.technician_id === session.current?.user_id) ?? false,
  )
  return { query, page, pending, refused, mine, prices, read: computed(() => query.data.value) }
}

/** My visits that are not over, and those of a day. */
export function useMyVisits(day: Ref<string>) {
  const outbox = useOutbox()
  const open = useKept(
    () => 'visits/open',
    () => listOf('visit', 'mine', 'open'),
    () =>
      ask(api.GET('/api/v1/visits', { params: { query: { mine: true, open: true, limit: rows_max } } })).then(
        (page) => page.items,
      ),
  )
  const ofDay = useKept(
    () => `visits/${day.value}`,
    () => listOf('visit', 'mine', day.value),
    () =>
      ask(api.GET('/api/v1/visits', { params: { query: { mine: true, day: day.value, limit: rows_max } } })).then(
        (page) => page.items,
      ),
  )
  const rows = computed(() => {
    const read = ofDay.data.value
    return (read?.value ?? []).map((row) => movedOn(row, read?.at_ms ?? 0, outbox.deeds))
  })
  const offers = computed(() => {
    const read = open.data.value
    return (read?.value ?? []).map((row) => movedOn(row, read?.at_ms ?? 0, outbox.deeds)).filter(isOffer)
  })
  return { open, ofDay, rows, offers }
}

export const isOffer = (row: Wire['VisitRow']) =>
  row.visit.status === 'offered' && row.visit.offer?.answer === 'waiting'

const statusAfter: Partial<Record<Verb, Wire['VisitStatus']>> = {
  'visit.accept': 'accepted',
  'visit.decline': 'planned',
  'visit.depart': 'departed',
  'visit.arrive': 'arrived',
  'visit.start': 'working',
  'visit.complete': 'done',
  'visit.void': 'done',
}

/** A row with the status that the phone's own deeds have given it. */
export function movedOn(
  row: Wire['VisitRow'],
  asked_ms: number,
  deeds: Parameters<typeof unknownTo>[2],
): Wire['VisitRow'] {
  const status = unknownTo(asked_ms, row.visit.id, deeds).reduce(
    (before, deed) => statusAfter[deed.verb] ?? before,
    row.visit.status,
  )
  return status === row.visit.status ? row : { ...row, visit: { ...row.visit, status } }
}

/** Today's and tomorrow's visits are fetched ahead, with what is needed there. */
export async function prime(rows: Wire['VisitRow'][]): Promise<void> {
  for (const { visit } of rows) {
    const page = await readKept(visitName(visit.id), () => askVisit(visit.id)).catch(() => undefined)
    const item = page?.value.items[0]
    if (page?.old) return
    if (visit.previous_id)
      await readKept(orderName(visit.order_id), () => askOrder(visit.order_id)).catch(() => undefined)
    if (item) await readPrices({ category: item.category, service: item.service }).catch(() => undefined)
    for (const { asset } of page?.value.items ?? []) if (asset) await keepMachine(asset.id).catch(() => undefined)
    for (const sha256 of page ? papersOf(page.value) : []) await keepPaper(sha256)
  }
}

/** What a visit is read with, where the network is not: what was sent, how steps should look, drawings that a phone can hold. */
function papersOf(page: Wire['VisitPage']): string[] {
  const sent = page.messages.flatMap((each) => each.files)
  const guide = page.sop.steps.flatMap(({ step }) => step.pictures ?? []).map((each) => each.sha256)
  const drawn = page.papers.filter((each) => each.bytes <= paper_bytes_max).map((each) => each.sha256)
  return [...new Set([...sent, ...guide, ...drawn])]
}

/** How a visit is called in the queue. */
export const aboutVisit = (page: Wire['VisitPage']) => `${page.order.number} ${page.order.contact_name}`

/** What a screen asks for about a visit, as the queue takes it. */
export function visitDeeds(page: () => Wire['VisitPage'] | undefined) {
  const outbox = useOutbox()
  const common = () => {
    const now = page()
    if (!now) throw new Error('no visit yet')
    return { now, chain: now.visit.id, about: aboutVisit(now) }
  }
  /** The appointment that the technician has before them: moved by the office meanwhile, the deed comes back as a card. */
  const seen = (): Record<string, number> => ({ window: common().now.visit.window_version })
  const onVisit = (verb: Wish['verb'], body: unknown, more: Partial<Wish> = {}) => {
    const { now, chain, about } = common()
    return outbox.put({ verb, id: now.visit.id, chain, about, body, ...more })
  }
  const onOrder = (verb: Wish['verb'], body: unknown, more: Partial<Wish> = {}) => {
    const { now, chain, about } = common()
    return outbox.put({ verb, id: now.order.id, chain, about, body, ...more })
  }
  return { onVisit, onOrder, seen }
}
