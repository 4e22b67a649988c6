// Changes the share of one of a crew; the others' are scaled to what is left.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

export function changeShare(visit: string, member: Wire['CrewMemberShown'], share_bp: number, once: Once) {
  return ask(
    api.PATCH('/api/v1/visits/{id}/crew/{member}', {
      params: { path: { id: visit, member: member.id }, header: seenAt(once, member.version) },
      body: { share_bp },
    }),
  )
}
