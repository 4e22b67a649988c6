// What a company has of what it needs, each asked for with one row; changed things are asked for again as everywhere.
import { api, ask, listOf } from '@fieldloop/api'
import { dayOf, useClock } from '@fieldloop/ui'
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { plusDays } from '../period'
import { isComplete, type StepId, stepsOf } from './steps'

const page_rows = 200
const days_ahead = 27

const anyOrder = async (signal?: AbortSignal) =>
  (await ask(api.GET('/api/v1/orders', { params: { query: { limit: 1 } }, signal }))).items

/** Whether nobody has opened an order yet; no answer counts as no. */
export async function isNewCompany(): Promise<boolean> {
  return anyOrder().then(
    (items) => items.length === 0,
    () => false,
  )
}

/** How far the company is; with `once` nothing is asked any more when all that is needed was found. */
export function useProgress(once = false) {
  const clock = useClock()
  const found = ref(false)
  const enabled = () => !(once && found.value)
  const today = computed(() => dayOf(clock.now.value, clock.zone.value))
  const packs = useQuery({
    queryKey: listOf('definition', 'packs'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/packs', { signal })),
    enabled,
  })
  const units = useQuery({
    queryKey: listOf('unit'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/units', { signal })),
    enabled,
  })
  const users = useQuery({
    queryKey: listOf('user', 'start'),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/users', { params: { query: { status: 'active', limit: page_rows } }, signal })),
    enabled,
  })
  const products = useQuery({
    queryKey: listOf('product', 'start'),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/products', { params: { query: { limit: 1 } }, signal })),
    enabled,
  })
  const technicians = useQuery({
    queryKey: listOf('technician', 'start'),
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/technicians', { params: { query: { status: 'active', limit: page_rows } }, signal })),
    enabled,
  })
  const shifts = useQuery({
    queryKey: computed(() => listOf('technician', 'shifts', 'start', today.value)),
    queryFn: ({ signal }) => {
      const query = { from: today.value, to: plusDays(today.value, days_ahead), limit: 1 }
      return ask(api.GET('/api/v1/shifts', { params: { query }, signal }))
    },
    enabled,
  })
  const orders = useQuery({ queryKey: listOf('order', 'start'), queryFn: ({ signal }) => anyOrder(signal), enabled })
  const all = [packs, units, users, products, technicians, shifts, orders]
  const steps = computed(() => {
    const has: Record<StepId, boolean> = {
      pack: Boolean(packs.data.value?.items.some((pack) => pack.installed)),
      units: (units.data.value?.items.length ?? 0) > 1,
      people: (users.data.value?.items.length ?? 0) > 1,
      products: Boolean(products.data.value?.items.length),
      technicians: Boolean(technicians.data.value?.items.some((each) => each.skills.length)),
      areas: Boolean(technicians.data.value?.items.some((each) => each.areas.length || each.drawn_areas.length)),
      shifts: Boolean(shifts.data.value?.items.length),
      order: Boolean(orders.data.value?.length),
    }
    return stepsOf(has)
  })
  const isPending = computed(() => all.some((query) => query.isPending.value))
  watch([steps, isPending], () => {
    found.value = !isPending.value && isComplete(steps.value)
  })
  return {
    steps,
    isPending,
    error: computed(() => all.find((query) => query.error.value)?.error.value ?? null),
    refetch: () => Promise.all(all.map((query) => query.refetch())),
    packs: computed(() => packs.data.value?.items ?? []),
    units: computed(() => units.data.value?.items ?? []),
    users: computed(() => users.data.value?.items ?? []),
    technicians: computed(() => technicians.data.value?.items ?? []),
    order: computed(() => orders.data.value?.[0]),
  }
}
