// Texts with a singular and a plural: `{count} {count|visit|visits}`. The server fills them in the same way (platform/words.rs).
import type { MessageContext, MessageFunction } from 'vue-i18n'

const made = new Map<string, MessageFunction<string>>()

/** The text as it is, or as a function of its facts where their number chooses between forms. */
export function inNumber(text: string | null): string | MessageFunction<string> | null {
  if (!text?.includes('|')) return text
  let message = made.get(text)
  if (!message) {
    message = ((facts: MessageContext<string>) => filled(text, facts)) as MessageFunction<string>
    made.set(text, message)
  }
  return message
}

function filled(text: string, facts: MessageContext<string>): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
    const shown = String(facts.named(name) ?? '')
    if (one === undefined) return shown
    return (shown === '1' ? one : many) ?? ''
  })
}
