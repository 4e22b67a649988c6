// The trade in words.
import type { Wire } from '@fieldloop/api'
import { minutesText } from '@fieldloop/ui'
import { comma, language } from '@fieldloop/words'

export const say = (label: Wire['Label'] | null | undefined): string =>
  label ? (language() === 'en' ? label.en : label.zh) : ''

/** Whether any of these texts contains what is looked for. */
export const has = (q: string, ...texts: (string | null | undefined)[]): boolean =>
  !q || texts.some((text) => text?.toLowerCase().includes(q))

export const minutes = (of: number | null | undefined): string => (typeof of === 'number' ? minutesText(of) : '—')

/** Categories by name; all where none is said. */
export function categories(codes: string[] | undefined, pack: Wire['Pack'], all: string): string {
  if (!codes?.length) return all
  return codes.map((code) => say(pack.categories?.find((each) => each.code === code)?.name) || code).join(comma())
}
