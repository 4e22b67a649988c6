// From a row of the failure list to its orders.
import type { Wire } from '@fieldloop/api'
import type { RouteLocationRaw } from 'vue-router'
import type { Days } from '../../period'
import { type Filters, ordersOf } from '../orders'

const keyed = {
  product: 'product_id',
  category: 'category',
  brand: 'brand_id',
  fault: 'fault',
} as const satisfies Record<Wire['FailuresBy'], keyof Filters>

/** Just the orders that are counted: with such a repair, and not called off. With `fault`, of these only the ones with that fault; with
 * `repeats`, those that came again. */
export function ordersOfFailure(
  by: Wire['FailuresBy'],
  row: Wire['FailureRow'],
  { days, unit, fault, repeats }: { days?: Days; unit?: string; fault?: string; repeats?: boolean },
): RouteLocationRaw {
  const opened = days ? { opened_from: days.from, opened_to: days.to } : {}
  return ordersOf({
    ...opened,
    ...(unit && { unit_id: unit }),
    ...(fault && { fault }),
    ...(repeats && { repeat: '1' }),
    [keyed[by]]: row.key,
    repairs: '1',
  })
}
