// Takes a helper off a crew.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export function removeHelper(visit: string, member: Wire['CrewMemberShown'], once: Once) {
  return ask(
    api.DELETE('/api/v1/visits/{id}/crew/{member}', {
      params: { path: { id: visit, member: member.id }, header: once },
      body: {},
    }),
  )
}
