// Light or dark, Chinese or English: each person's choice, kept in this browser.
import { type Language, languages, speak } from '@fieldloop/words'
import { ref } from 'vue'

export const dark = ref(false)

const kept = { dark: 'fieldloop.dark', language: 'fieldloop.language' }

export async function restoreAppearance(): Promise<void> {
  const wish = localStorage.getItem(kept.dark)
  darken(wish ? wish === 'yes' : matchMedia('(prefers-color-scheme: dark)').matches)
  const language = localStorage.getItem(kept.language)
  await speak(languages.find((known) => known === language) ?? 'zh-CN')
}

export function chooseDark(yes: boolean): void {
  localStorage.setItem(kept.dark, yes ? 'yes' : 'no')
  darken(yes)
}

export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language)
  localStorage.setItem(kept.language, language)
}

function darken(yes: boolean) {
  dark.value = yes
  document.documentElement.classList.toggle('dark', yes)
}
