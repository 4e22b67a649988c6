// The service reports of the order that the link leads to, and whether a printed one is genuine.
import { api, ask, marks, Problem } from '@fieldloop/api'
import { language } from '@fieldloop/words'
import { link, tokenOf } from '../link'

export const readReports = () => ask(api.GET('/api/v1/portal/reports'))

export async function fetchReport(version: number): Promise<Blob> {
  const headers = { ...marks(false), ...(link.value && { Authorization: `Bearer ${tokenOf(link.value)}` }) }
  const answer = await fetch(`/api/v1/portal/reports/${version}?lang=${language()}`, { headers }).catch(
    (thrown: unknown) => {
      throw Problem.of(thrown)
    },
  )
  if (!answer.ok) throw Problem.read(answer.status, await answer.json().catch(() => undefined))
  return answer.blob()
}

export const checkReport = (company: string, code: string) =>
  ask(api.GET('/api/v1/report-checks/{company}/{code}', { params: { path: { company, code } } }))
