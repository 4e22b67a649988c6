// A city on a flat screen: degrees to metres around its middle, then to pixels by a view of middle and scale.

export type Position = readonly [lng: number, lat: number]

export const metres_per_degree = 111_195

/** What is seen: which place is in the middle, and how many pixels a metre has. */
export interface View {
  lng: number
  lat: number
  /** Where degrees of longitude are measured, for the whole city: so that moving the view bends nothing. */
  base_lat: number
  px_per_metre: number
  width: number
  height: number
}

/** Degrees of longitude are shorter away from the equator; within a city the latitude of its middle is near enough. */
export function stretch(view: Pick<View, 'base_lat'>): number {
  return Math.cos((view.base_lat * Math.PI) / 180)
}

export function pointOf([lng, lat]: Position, view: View): [x: number, y: number] {
  const scale = metres_per_degree * view.px_per_metre
  return [view.width / 2 + (lng - view.lng) * stretch(view) * scale, view.height / 2 - (lat - view.lat) * scale]
}

export function positionAt(x: number, y: number, view: View): Position {
  const scale = metres_per_degree * view.px_per_metre
  return [view.lng + (x - view.width / 2) / (stretch(view) * scale), view.lat - (y - view.height / 2) / scale]
}

const least = 0.004
const most = 2

/** Nearer or farther, with the place under the pointer staying under it. */
export function zoomed(view: View, factor: number, x: number, y: number): View {
  const px_per_metre = Math.min(most, Math.max(least, view.px_per_metre * factor))
  const [lng, lat] = positionAt(x, y, view)
  const next = { ...view, px_per_metre }
  const [there_x, there_y] = pointOf([lng, lat], next)
  return panned(next, x - there_x, y - there_y)
}

/** Moved by pixels. */
export function panned(view: View, dx: number, dy: number): View {
  const [lng, lat] = positionAt(view.width / 2 - dx, view.height / 2 - dy, view)
  return { ...view, lng, lat }
}

/** The view that holds all of these with a margin; nothing is known of no place. */
export function fitted(places: readonly Position[], width: number, height: number, margin = 40): View | undefined {
  if (!places.length || width <= 0 || height <= 0) return undefined
  const lngs = places.map(([lng]) => lng)
  const lats = places.map(([, lat]) => lat)
  const [west, east] = [Math.min(...lngs), Math.max(...lngs)]
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  const middle = { lng: (west + east) / 2, lat: (south + north) / 2 }
  const wide = (east - west) * metres_per_degree * Math.cos((middle.lat * Math.PI) / 180)
  const high = (north - south) * metres_per_degree
  const room = (px: number) => Math.max(1, px - 2 * margin)
  const px_per_metre = Math.min(room(width) / Math.max(wide, 1), room(height) / Math.max(high, 1), most)
  return { ...middle, base_lat: middle.lat, px_per_metre: Math.max(least, px_per_metre), width, height }
}

/** The nearest of points within a reach; the later one, drawn on top, where two are as near. */
export function nearest<T extends { x: number; y: number; reach: number }>(
  points: readonly T[],
  x: number,
  y: number,
): T | undefined {
  let best: T | undefined
  let best_distance = Number.POSITIVE_INFINITY
  for (const point of points) {
    const distance = Math.hypot(point.x - x, point.y - y)
    if (distance <= point.reach && distance <= best_distance) {
      best = point
      best_distance = distance
    }
  }
  return best
}

/** A round length for a scale bar that is at most so wide. */
export function scaleBar(view: View, most_px: number): { metres: number; px: number } {
  const most_metres = most_px / view.px_per_metre
  const power = 10 ** Math.floor(Math.log10(most_metres))
  const metres = ([5, 2, 1].find((digit) => digit * power <= most_metres) ?? 1) * power
  return { metres, px: metres * view.px_per_metre }
}
