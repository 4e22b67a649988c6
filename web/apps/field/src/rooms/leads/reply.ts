// What a customer said to a quote by its link, in words.
import type { Wire } from '@fieldloop/api'
import { t } from '@fieldloop/words'

export function replyText({ reply, by_name, words }: Wire['ReplyShown']): string {
  if (reply === 'no') return t('quote_said.no', { name: by_name, words })
  return words ? t('quote_said.yes_words', { name: by_name, words }) : t('quote_said.yes', { name: by_name })
}
