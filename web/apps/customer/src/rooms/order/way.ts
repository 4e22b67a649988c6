// The way to the home as a small drawing: north is up, metres are the same in both directions.
import type { Wire } from '@fieldloop/api'

/** Metres, as the crow flies. */
export const distance_m = (way: Wire['Way']) => Math.hypot(way.east_m, way.north_m)

export interface Drawn {
  from: { x: number; y: number }
  to: { x: number; y: number }
  /** A length to measure by: a round number of metres, and how long it is drawn. */
  scale: { metres: number; px: number }
}

const nearest_m = 200

/** Both places within a box, `margin` from its edges; places close together are not blown up beyond 200 m. */
export function drawn(
  { east_m: east, north_m: north }: Wire['Way'],
  width: number,
  height: number,
  margin: number,
): Drawn {
  const px_per_m = Math.min(
    (width - 2 * margin) / Math.max(Math.abs(east), nearest_m),
    (height - 2 * margin) / Math.max(Math.abs(north), nearest_m),
  )
  const middle = { x: width / 2, y: height / 2 }
  const half = { x: (east * px_per_m) / 2, y: (north * px_per_m) / 2 }
  return {
    from: { x: middle.x - half.x, y: middle.y + half.y },
    to: { x: middle.x + half.x, y: middle.y - half.y },
    scale: scaleOf(px_per_m, width / 4),
  }
}

function scaleOf(px_per_m: number, px_max: number): { metres: number; px: number } {
  const most = px_max / px_per_m
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [5, 2, 1].find((each) => each * power <= most) ?? 1
  return { metres: step * power, px: step * power * px_per_m }
}
