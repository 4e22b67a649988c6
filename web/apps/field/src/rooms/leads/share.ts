// A quote as words that can be sent: by the phone's own sharing where it has one, else copied.
import type { Wire } from '@fieldloop/api'
import { moneyText } from '@fieldloop/ui/words'
import { t } from '@fieldloop/words'

/** What the customer reads. */
export function quoteText(
  quote: Wire['QuoteShown'],
  company: string,
  guide: string,
  promiseName: (kind: string) => string,
): string {
  const lines = quote.lines.map((line) =>
    t('quote_text.line', { name: line.name, quantity: line.quantity, amount: moneyText(line.amount_minor) }),
  )
  const promises = quote.promises.map((each) =>
    t('quote_text.promise', { words: each.words || promiseName(each.kind) }),
  )
  return [
    t('quote_text.head', { company, number: quote.number, nth: quote.edition }),
    ...lines,
    t('quote_text.total', { amount: moneyText(quote.total_minor) }),
    ...promises,
    ...(quote.note ? [quote.note] : []),
    t('quote_text.valid', { day: quote.valid_until }),
    t('quote_text.by', { name: guide }),
  ].join('\n')
}

/** Whether it was shared, copied, or given up by the person. */
export async function share(text: string): Promise<'shared' | 'copied' | 'given_up'> {
  if (typeof navigator.share === 'function') {
    try {
      await navigator.share({ text })
      return 'shared'
    } catch (thrown) {
      if ((thrown as DOMException).name === 'AbortError') return 'given_up'
    }
  }
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text)
    return 'copied'
  }
  // pages without TLS have no clipboard of their own
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
  return 'copied'
}
