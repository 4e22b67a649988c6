// What somebody had entered with a deed, as a line to read.
import type { Deed } from '@fieldloop/offline'
import { moneyText } from '@fieldloop/ui/words'
import { code, comma } from '@fieldloop/words'

type Body = Record<string, unknown>

export function wordsOf(deed: Deed): string {
  const body = JSON.parse(deed.body) as Body
  const visit = (body.visit ?? {}) as Body
  switch (deed.verb) {
    case 'visit.complete':
      return joined(code('visit_outcome', text(visit.outcome)), text(visit.note))
    case 'visit.void':
      return joined(code('visit_outcome', text(body.outcome)), text(body.note))
    case 'visit.decline':
      return text(body.note)
    case 'visit.answer':
      return Object.entries((body.answers ?? {}) as Body)
        .map(([step, answer]) => `${step}: ${text(answer)}`)
        .join(comma())
    case 'visit.part':
      return joined(text(body.name ?? body.code), `× ${text(body.quantity)}`, text(body.serial))
    case 'order.say':
      return text(body.words)
    case 'order.charge':
      return ((body.lines ?? []) as Body[])
        .map((line) => `${text(line.code ?? line.name)} × ${text(line.quantity)}`)
        .join(comma())
    case 'order.approve':
      return joined(moneyText(Number(body.total_minor)), text(body.by_name))
    case 'order.pay':
      return joined(
        moneyText(Number(body.amount_minor)),
        code('payment_method', text(body.method)),
        text(body.reference),
      )
    case 'visit.expense':
      return joined(code('expense_kind', text(body.kind)), moneyText(Number(body.amount_minor)), text(body.note))
    case 'lead.open':
    case 'lead.edit':
      return joined(text(body.name), text(body.phone), text(body.note))
    case 'lead.follow_up':
      return joined(code('follow_up_kind', text(body.kind)), text(body.words), text(body.next_on))
    case 'lead.lose':
      return joined(code('lost_reason', text(body.reason)), text(body.note))
    case 'promise.settle':
      return code('promise_status', text(body.status))
    default:
      return ''
  }
}

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value))
const joined = (...parts: string[]) => parts.filter(Boolean).join(' · ')
