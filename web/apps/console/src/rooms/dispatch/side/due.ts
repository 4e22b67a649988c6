// How far a promised moment is, in words.
import { minutesText } from '@fieldloop/ui'
import { t } from '@fieldloop/words'

const minute_ms = 60_000
/** A target this near asks for attention. */
const soon_minutes = 60

export function dueText(due_at: string, now: number): { tone: 'late' | 'waiting-tone' | ''; text: string } {
  const minutes = Math.round((Date.parse(due_at) - now) / minute_ms)
  if (minutes < 0) return { tone: 'late', text: t('sla.over', { length: minutesText(minutes) }) }
  return { tone: minutes <= soon_minutes ? 'waiting-tone' : '', text: t('sla.left', { length: minutesText(minutes) }) }
}
