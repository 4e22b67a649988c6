// Technicians as the office reads of them.
import type { Wire } from '@fieldloop/api'
import { dayOf, type Tone } from '@fieldloop/ui'
import { code } from '@fieldloop/words'

const day_ms = 24 * 60 * 60_000
/** So long before it ends a certificate is warned of. */
const warn_days = 60

const tones: Record<Wire['TechnicianStatus'], Tone> = { active: 'done', suspended: 'hold', left: 'closed' }

export function statusShown(status: Wire['TechnicianStatus']): { tone: Tone; label: string } {
  return { tone: tones[status], label: code('technician_status', status) }
}

/** How long a certificate still holds: days, negative once it has ended; nothing for one without an end. */
export function daysLeft(certificate: Wire['NewCertificate'], today: string): number | undefined {
  return certificate.expires_on
    ? Math.round((Date.parse(certificate.expires_on) - Date.parse(today)) / day_ms)
    : undefined
}

export function certificateState(certificate: Wire['NewCertificate'], today: string): 'ended' | 'soon' | 'good' {
  const left = daysLeft(certificate, today)
  if (left === undefined) return 'good'
  return left < 0 ? 'ended' : left <= warn_days ? 'soon' : 'good'
}

/** The certificate that ends first, of those that are worth a warning. */
export function worstCertificate(technician: Wire['TechnicianShown'], today: string) {
  return [...technician.certificates]
    .filter((each) => certificateState(each, today) !== 'good')
    .sort((a, b) => (a.expires_on ?? '').localeCompare(b.expires_on ?? ''))[0]
}

export interface DayLoad {
  day: string
  work_minutes: number
  busy_minutes: number
  visits: Wire['BoardVisit'][]
  shifts: Wire['ShiftShown'][]
}

const minutes = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 60_000)

/** A technician's days: how long they work, how much of it is taken. */
export function loadOf(row: Wire['BoardRow'], days: string[], zone: string): DayLoad[] {
  return days.map((day) => {
    const visits = row.visits.filter((visit) => dayOf(Date.parse(visit.planned_from_at), zone) === day)
    const shifts = row.shifts.filter((shift) => shift.day === day)
    const worked = shifts.filter((shift) => shift.kind === 'work')
    return {
      day,
      visits,
      shifts,
      work_minutes: worked.reduce((sum, shift) => sum + minutes(shift.from_at, shift.to_at), 0),
      busy_minutes: visits.reduce((sum, visit) => sum + minutes(visit.planned_from_at, visit.planned_to_at), 0),
    }
  })
}
