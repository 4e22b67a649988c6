// Somebody leaves: what they look after, handing it over, and the end of their profile as a technician.
import { api, ask, keyOf, Problem, type Wire } from '@fieldloop/api'
import { useQuery } from '@tanstack/vue-query'
import type { Once } from '../../../deed/deed'

const page_rows = 200
/** Beyond this it is said to be more. */
const counted_max = 1_000
const over: readonly Wire['SaleStatus'][] = ['accepted', 'cancelled']
const under_way: readonly Wire['VisitStatus'][] = ['departed', 'arrived', 'working']

export interface Counted {
  count: number
  isMore: boolean
}

export interface Leaving {
  customers: Counted
  leads: Counted
  sales: Counted
  visits: Counted
  /** Visits that have to be finished first. */
  under_way: string[]
}

type Page<T> = { items: T[]; next?: string | null }

async function all<T>(page: (after: string | undefined) => Promise<Page<T>>): Promise<{ rows: T[]; isMore: boolean }> {
  const rows: T[] = []
  let after: string | undefined
  do {
    const got = await page(after)
    rows.push(...got.items)
    after = got.next ?? undefined
  } while (after && rows.length < counted_max)
  return { rows, isMore: Boolean(after) }
}

/** What would go over if it were handed over now. */
export function useLeaving(user: Wire['UserShown'], seesLeads: boolean) {
  return useQuery({
    queryKey: keyOf('user', user.id, 'leaving'),
    async queryFn({ signal }): Promise<Leaving> {
      const limit = page_rows
      const [customers, leads, sales, visits] = await Promise.all([
        all((after) =>
          ask(api.GET('/api/v1/customers', { params: { query: { guide_id: user.id, after, limit } }, signal })),
        ),
        seesLeads
          ? all((after) =>
              ask(api.GET('/api/v1/leads', { params: { query: { guide_id: user.id, after, limit } }, signal })),
            )
          : { rows: [], isMore: false },
        all((after) =>
          ask(api.GET('/api/v1/sales', { params: { query: { guide_id: user.id, after, limit } }, signal })),
        ),
        all((cursor) =>
          ask(
            api.GET('/api/v1/visits', {
              params: { query: { technician_id: user.id, open: true, cursor, limit } },
              signal,
            }),
          ),
        ),
      ])
      const busy = visits.rows.filter((row) => under_way.includes(row.visit.status))
      const open = sales.rows.filter((sale) => !over.includes(sale.status))
      return {
        customers: { count: customers.rows.length, isMore: customers.isMore },
        leads: { count: leads.rows.length, isMore: leads.isMore },
        sales: { count: open.length, isMore: sales.isMore },
        visits: { count: visits.rows.length - busy.length, isMore: visits.isMore },
        under_way: busy.map((row) => row.order.number),
      }
    },
    // seen just before it is done
    staleTime: 0,
  })
}

export const handOver = (user: Wire['UserShown'], body: Wire['HandOver'], once: Once) =>
  ask(api.POST('/api/v1/users/{id}/handover', { params: { path: { id: user.id }, header: once }, body }))

/** Who has left is not recommended any more; who never was a technician has no profile to end. */
export async function endProfile(id: string, once: Once): Promise<void> {
  const profile = await ask(api.GET('/api/v1/technicians/{id}', { params: { path: { id } } })).catch((thrown) => {
    if (Problem.of(thrown).status === 404) return undefined
    throw thrown
  })
  if (!profile || profile.status === 'left') return
  const header = { 'Idempotency-Key': `${once['Idempotency-Key']}-profile`, 'If-Match': `"${profile.version}"` }
  await ask(api.PATCH('/api/v1/technicians/{id}', { params: { path: { id }, header }, body: { status: 'left' } }))
}
