// Short words at the bottom of the screen: what was done, or why it was not.
import { StorageFull } from '@fieldloop/offline'
import { explain } from '@fieldloop/ui/words'
import { semicolon, t } from '@fieldloop/words'
import { showToast } from '../vant'

export function say(message: string): void {
  showToast({ message, position: 'bottom', duration: 2500, wordBreak: 'normal' })
}

/** A failure in words; a full phone says what to do about it. */
export function failureWords(thrown: unknown): string {
  if (thrown instanceof StorageFull) return t('phone_full')
  const told = explain(thrown)
  const fields = told.fields.map((field) => `${field.name} ${field.happened}`)
  return [told.happened, ...fields].join(semicolon())
}

export function sayFailure(thrown: unknown): void {
  showToast({ message: failureWords(thrown), position: 'bottom', duration: 4000, wordBreak: 'normal' })
}
