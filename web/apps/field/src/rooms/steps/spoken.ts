// Standard phrases with their blanks filled in.

/** `您好，我是{company}的{technician}` with what is known; a blank that is not known is left out. */
export function spoken(phrase: string, facts: Record<string, string>): string {
  return phrase.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '')
}
