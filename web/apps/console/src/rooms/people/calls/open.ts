// Opens the profile of a user who is a technician.
import { api, ask, type Wire } from '@fieldloop/api'
import type { Once } from '../../../deed/deed'

export const openTechnician = (body: Wire['NewTechnician'], once: Once) =>
  ask(api.POST('/api/v1/technicians', { params: { header: once }, body }))
