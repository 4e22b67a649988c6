// The customer's answers to the trade's questions, each by its question; one that the trade does not ask any more keeps its code.
import type { Wire } from '@fieldloop/api'
import { t } from '@fieldloop/words'
import { said } from '../../phone/pack'

type Asked = Pick<Wire['VisitPage'], 'custom'> & { order: Pick<Wire['OrderBrief'], 'type' | 'category' | 'fault'> }

export function answersOf({ custom, order }: Asked, pack: Wire['Pack'] | undefined): { name: string; value: string }[] {
  const asking = [
    pack?.order_types?.find((each) => each.code === order.type),
    pack?.categories?.find((each) => each.code === order.category),
    pack?.faults?.find((each) => each.code === order.fault),
  ]
  const fields = asking.flatMap((each) => (each?.questions ?? []).map(({ field }) => field))
  return Object.entries((custom ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== '')
    .map(([code, value]) => {
      const field = fields.find((each) => each.code === code)
      const option = field?.options?.find((each) => each.code === value)
      const words = typeof value === 'boolean' ? t(value ? 'report.yes' : 'report.no') : String(value)
      return {
        name: said(field?.label) || code,
        value: [said(option?.label) || words, field?.unit].filter(Boolean).join(' '),
      }
    })
}
