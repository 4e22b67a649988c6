// The service reports of the order that the link leads to, and whether a printed one is genuine.
import { api, ask } from '@fieldloop/api'

export const readReports = () => ask(api.GET('/api/v1/portal/reports'))

export const checkReport = (company: string, code: string) =>
  ask(api.GET('/api/v1/report-checks/{company}/{code}', { params: { path: { company, code } } }))
