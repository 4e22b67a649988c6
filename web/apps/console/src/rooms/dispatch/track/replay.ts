// A day played again: where somebody was at a moment, and what they were doing.
import type { Wire } from '@fieldloop/api'

type Track = Wire['Track']
export interface Where {
  place: Wire['Point']
  /** Between two positions with nothing reported for a while: a guess on a straight line. */
  guessed: boolean
  /** The visit they stay at then. */
  stay?: Wire['TrackVisit']
}

const ms = (at: string) => Date.parse(at)

/** From the first to the last thing that is known of the day; nothing where nothing is. */
export function spanOf(track: Track): { from: number; to: number } | undefined {
  const known = [
    ...track.points.map((point) => ms(point.at)),
    ...track.visits.flatMap((visit) =>
      [visit.departed_at, visit.arrived_at, visit.finished_at].flatMap((at) => (at ? [ms(at)] : [])),
    ),
  ]
  return known.length ? { from: Math.min(...known), to: Math.max(...known) } : undefined
}

export function whereAt(track: Track, at: number): Where | undefined {
  const stay = track.visits.find(
    (visit) => visit.arrived_at && ms(visit.arrived_at) <= at && (!visit.finished_at || ms(visit.finished_at) >= at),
  )
  const after = track.points.findIndex((point) => ms(point.at) > at)
  const before = track.points[after < 0 ? track.points.length - 1 : after - 1]
  const next = after < 0 ? undefined : track.points[after]
  if (stay?.place) return { place: stay.place, guessed: false, stay }
  if (!before) return next && { place: next.place, guessed: true }
  if (!next) return { place: before.place, guessed: false }
  const share = (at - ms(before.at)) / Math.max(1, ms(next.at) - ms(before.at))
  const between = (one: number, other: number) => one + (other - one) * share
  return {
    place: { lat: between(before.place.lat, next.place.lat), lng: between(before.place.lng, next.place.lng) },
    guessed: next.after_gap,
  }
}
