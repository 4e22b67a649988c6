// What the customer's words suggest while they are typed: category, fault and urgency by the pack's keywords, as the server judges them.
import type { Wire } from '@fieldloop/api'

export interface Suggestion {
  category: string
  fault: string
  urgency: Wire['Urgency']
  because: string[]
}

type Words = { words: string[] }

/** Longer keywords weigh more; a fault of the category that was named goes before the same words for another one. */
export function suggest(text: string, pack: Wire['Pack'] | undefined, chosen = ''): Suggestion | undefined {
  const said = text.toLowerCase()
  if (!pack || !said.trim()) return undefined
  const categories = (pack.categories ?? []).map((each) => ({
    code: each.code,
    words: [each.name.zh, each.name.en, ...(each.keywords ?? [])],
  }))
  const named = chosen || best(categories, (each) => score(each, said))?.code || ''
  const fits = (fault: { categories: string[] }) => named !== '' && fault.categories.includes(named)
  const faults = (pack.faults ?? [])
    .map((each) => ({ ...each, words: each.keywords }))
    .filter((each) => score(each, said) > 0)
  const likely = best(faults, (each) => score(each, said) * 2 + (fits(each) ? 100 : 0))
  const fault = likely && (!named || fits(likely)) ? likely : undefined
  const is_emergency = faults.some((each) => each.urgency === 'emergency' && (!named || fits(each)))
  const only = fault?.categories.length === 1 ? (fault.categories[0] ?? '') : ''
  const category = named || only
  if (!category && !fault && !is_emergency) return undefined
  const words = [...(categories.find((each) => each.code === named)?.words ?? []), ...(fault?.words ?? [])]
  return {
    category,
    fault: fault?.code ?? '',
    urgency: is_emergency ? 'emergency' : (fault?.urgency ?? 'normal'),
    because: [...new Set(words.filter((word) => isIn(word, said)))].sort((a, b) => b.length - a.length),
  }
}

function best<T>(all: T[], weigh: (each: T) => number): T | undefined {
  return all.reduce<{ each?: T; weight: number }>(
    (top, each) => (weigh(each) > top.weight ? { each, weight: weigh(each) } : top),
    { weight: 0 },
  ).each
}

function score({ words }: Words, text: string): number {
  return Math.max(0, ...words.filter((word) => isIn(word, text)).map(weight))
}

/** A Chinese character counts like three letters, as it says about as much. */
function weight(word: string): number {
  return [...word].reduce((sum, sign) => sum + (sign.charCodeAt(0) < 128 ? 1 : 3), 0)
}

/** Letters have to stand as words of their own (`ac` is not in `back`), Chinese needs no such thing. */
function isIn(word: string, text: string): boolean {
  const plain = word.toLowerCase()
  const letter = /[0-9a-z]/
  for (let at = text.indexOf(plain); at >= 0; at = text.indexOf(plain, at + 1)) {
    const before = letter.test(plain.charAt(0)) && letter.test(text.charAt(at - 1))
    const after = letter.test(plain.charAt(plain.length - 1)) && letter.test(text.charAt(at + plain.length))
    if (!before && !after) return true
  }
  return false
}
