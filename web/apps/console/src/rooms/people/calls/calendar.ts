// The company's days: when it works, and on which holidays it does not.
import { api, ask } from '@fieldloop/api'
import type { Days } from '../../../period'

export const calendarOf = (days: Days) => ask(api.GET('/api/v1/calendar', { params: { query: days } }))
