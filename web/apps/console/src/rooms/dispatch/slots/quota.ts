// A quota in a word.
import type { Wire } from '@fieldloop/api'
import { t } from '@fieldloop/words'

export const quotaText = (quota: Wire['QuotaShown']): string =>
  quota.visits_max ? t('slots.at_most', { count: quota.visits_max }) : t('slots.closed_short')
