// Who goes to a visit, and who has been asked to and has not answered yet: those whom one calls about it.
import type { Wire } from '@fieldloop/api'

/** Nobody of a visit that was called off is called for it. */
export function goersOf({ status, crew, offers }: Pick<Wire['VisitOnPage'], 'status' | 'crew' | 'offers'>) {
  if (status === 'cancelled') return []
  const asked = offers.filter((each) => each.status === 'waiting').map((each) => each.technician)
  const all = [...crew, ...asked].map(({ id, name }) => ({ id, name }))
  return all.filter((each, nth) => all.findIndex((other) => other.id === each.id) === nth)
}
