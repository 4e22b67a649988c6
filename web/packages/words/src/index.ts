// The words of the product: Chinese at hand, English when asked for; keys are flat and checked by the compiler.
import { createI18n } from 'vue-i18n'
import type { Word } from './keys'
import { inNumber } from './number'

export type { Word } from './keys'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]
export type Facts = Record<string, unknown>

const chinese = import.meta.glob<Record<string, string>>('../zh-CN/*.json', { eager: true, import: 'default' })

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': merged(Object.values(chinese)), en: {} },
  // keys are flat: "visit.not_offered_to_you" is one key, not a path
  messageResolver: (words, key) => inNumber((words as Record<string, string>)[key] ?? null),
  missingWarn: false,
  fallbackWarn: false,
})

/** The word for a key, its `{facts}` filled in. */
export function t(word: Word, facts: Facts = {}): string {
  return i18n.global.t(word, facts)
}

/** The word for a key that came from outside (`code('phase', 'closed')`), or the code itself where there is none. */
export function code(noun: string, value: string, facts: Facts = {}): string {
  const key = `${noun}.${value}`
  return knows(key) ? i18n.global.t(key, facts) : value
}

/** The word for a whole key that came from outside (`warranty.ended`), or the key itself where there is none. */
export function phrase(key: string, facts: Facts = {}): string {
  return knows(key) ? i18n.global.t(key, facts) : key
}

/** Whether there is a word for this key. */
export function knows(key: string): boolean {
  return i18n.global.te(key) || i18n.global.te(key, 'zh-CN')
}

/** The language on screen; reading it in a template follows changes. */
export function language(): Language {
  return i18n.global.locale.value as Language
}

/** What stands between the parts of a list. */
export function comma(): string {
  return language() === 'en' ? ', ' : '、'
}

/** What stands between a name and what is said of it. */
export function colon(): string {
  return language() === 'en' ? ': ' : '：'
}

/** What stands between sentences in one line. */
export function semicolon(): string {
  return language() === 'en' ? '; ' : '；'
}

/** Words in brackets behind others. */
export function aside(words: string): string {
  return language() === 'en' ? ` (${words})` : `（${words}）`
}

/** Changes the language of everything on screen, loading its words first. */
export async function speak(next: Language): Promise<void> {
  if (next === 'en') i18n.global.setLocaleMessage('en', (await import('./en')).english)
  i18n.global.locale.value = next
  document.documentElement.lang = next
}

export function merged(files: Record<string, string>[]): Record<string, string> {
  return Object.assign({}, ...files)
}
