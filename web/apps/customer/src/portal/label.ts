// Names that the company gave, in the reader's language; and names of its codes, asked for once.
import { language } from '@fieldloop/words'
import { reactive } from 'vue'
import { readForm } from './calls'

export interface Label {
  zh: string
  en: string
}

export function label(of: Label): string {
  return language() === 'en' ? of.en : of.zh
}

const known = reactive(new Map<string, Label>())
const asked = new Set<string>()

/** Learns what the company calls a type, a category and its faults. */
export function learnNames(type: string, category: string): void {
  const about = `${type} ${category}`
  if (asked.has(about)) return
  asked.add(about)
  readForm({ type, category }).then(
    (form) => {
      for (const each of form.types) known.set(`type ${each.code}`, each.name)
      for (const each of form.categories) known.set(`category ${each.code}`, each.name)
      for (const each of form.faults) known.set(`fault ${each.code}`, each.name)
    },
    // without names the page still says everything else; the next look asks again
    () => asked.delete(about),
  )
}

/** The name of a code; nothing where the company's customers are told none. */
export function nameOf(noun: 'type' | 'category' | 'fault', code: string | null | undefined): string {
  const name = code ? known.get(`${noun} ${code}`) : undefined
  return name ? label(name) : ''
}
