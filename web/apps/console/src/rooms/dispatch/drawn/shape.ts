// The corners of an area while it is drawn: whether they make one, and how they change. The server judges again by the same rule.
import type { Wire } from '@fieldloop/api'
import { metres_per_degree } from '@fieldloop/ui/map'

export type Corner = Wire['Point']

export const corners_max = 200
const least_square_metres = 1_000

export type Fault =
  | { word: 'field.too_few_corners' | 'field.area_too_small'; edges?: undefined }
  | { word: 'field.edges_cross'; edges: [number, number] }

/** What is wrong with the corners; edges are counted from 0, and edge 0 goes from corner 0 to corner 1. */
export function faultOf(corners: readonly Corner[]): Fault | undefined {
  if (corners.length < 3) return { word: 'field.too_few_corners' }
  const edges = crossing(corners)
  if (edges) return { word: 'field.edges_cross', edges }
  return squareMetres(corners) < least_square_metres ? { word: 'field.area_too_small' } : undefined
}

const at = (corners: readonly Corner[], nth: number): Corner => corners[nth % corners.length] ?? { lat: 0, lng: 0 }

function crossing(corners: readonly Corner[]): [number, number] | undefined {
  for (let one = 0; one < corners.length; one += 1) {
    for (let other = one + 1; other < corners.length; other += 1) {
      const [a, b, c, d] = [at(corners, one), at(corners, one + 1), at(corners, other), at(corners, other + 1)]
      const is_around = one === 0 && other === corners.length - 1
      const meets = other === one + 1 ? foldsBack(a, b, d) : is_around ? foldsBack(c, d, b) : meet(a, b, c, d)
      if (meets) return [one, other]
    }
  }
  return undefined
}

/** On which side of a line a place lies: positive on the left, nought on it. */
const side = (from: Corner, to: Corner, place: Corner) =>
  (to.lng - from.lng) * (place.lat - from.lat) - (to.lat - from.lat) * (place.lng - from.lng)

const within = (a: number, b: number, x: number) => Math.min(a, b) <= x && x <= Math.max(a, b)
const isBetween = (from: Corner, to: Corner, place: Corner) =>
  side(from, to, place) === 0 && within(from.lat, to.lat, place.lat) && within(from.lng, to.lng, place.lng)
const isSame = (a: Corner, b: Corner) => a.lat === b.lat && a.lng === b.lng

function foldsBack(from: Corner, corner: Corner, to: Corner): boolean {
  if (isSame(from, corner) || isSame(corner, to)) return true
  const along = (from.lng - corner.lng) * (to.lng - corner.lng) + (from.lat - corner.lat) * (to.lat - corner.lat)
  return side(from, corner, to) === 0 && along > 0
}

function meet(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  const parts = side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
  return parts || isBetween(a, b, c) || isBetween(a, b, d) || isBetween(c, d, a) || isBetween(c, d, b)
}

export function squareMetres(corners: readonly Corner[]): number {
  const base = at(corners, 0)
  const bend = Math.cos((base.lat * Math.PI) / 180)
  let doubled = 0
  for (let nth = 0; nth < corners.length; nth += 1) {
    const [from, to] = [at(corners, nth), at(corners, nth + 1)]
    doubled += (from.lng - base.lng) * (to.lat - base.lat) - (to.lng - base.lng) * (from.lat - base.lat)
  }
  return (Math.abs(doubled) / 2) * metres_per_degree ** 2 * bend
}

/** Halfway from a corner to the next. */
export function halfway(corners: readonly Corner[], nth: number): Corner {
  const [from, to] = [at(corners, nth), at(corners, nth + 1)]
  return { lat: (from.lat + to.lat) / 2, lng: (from.lng + to.lng) / 2 }
}

export const inserted = (corners: readonly Corner[], after: number, corner: Corner): Corner[] => [
  ...corners.slice(0, after + 1),
  corner,
  ...corners.slice(after + 1),
]
export const removed = (corners: readonly Corner[], nth: number): Corner[] => corners.filter((_, at) => at !== nth)
export const moved = (corners: readonly Corner[], nth: number, to: Corner): Corner[] =>
  corners.map((corner, at) => (at === nth ? to : corner))
/** To about a tenth of a metre: nobody points more exactly. */
export const rounded = (corner: Corner): Corner => ({
  lat: Math.round(corner.lat * 1e6) / 1e6,
  lng: Math.round(corner.lng * 1e6) / 1e6,
})
