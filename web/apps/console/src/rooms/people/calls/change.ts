// Changes what is known of a technician; each is refused as stale when somebody changed it in between.
import { api, ask, type Wire } from '@fieldloop/api'
import { type Once, seenAt } from '../../../deed/deed'

type Technician = Wire['TechnicianShown']
const to = (who: Technician, once: Once) => ({ path: { id: who.id }, header: seenAt(once, who.version) })

export const changeTechnician = (who: Technician, body: Wire['ChangeTechnician'], once: Once) =>
  ask(api.PATCH('/api/v1/technicians/{id}', { params: to(who, once), body }))

export const putSkills = (who: Technician, skills: Wire['SkillLevel'][], once: Once) =>
  ask(api.PUT('/api/v1/technicians/{id}/skills', { params: to(who, once), body: { skills } }))

export const putCertificates = (who: Technician, certificates: Wire['NewCertificate'][], once: Once) =>
  ask(api.PUT('/api/v1/technicians/{id}/certificates', { params: to(who, once), body: { certificates } }))

export const putAreas = (who: Technician, areas: string[], drawn_areas: string[], once: Once) =>
  ask(api.PUT('/api/v1/technicians/{id}/areas', { params: to(who, once), body: { areas, drawn_areas } }))
