// The ground of the map: water, parks, roads, districts. Painted once for a view, and kept while only what is above it changes.
import type { Wire } from '@fieldloop/api'
import { metres_per_degree, pointOf, stretch, type View } from '@fieldloop/ui/map'

export interface Colours {
  land: string
  water: string
  park: string
  road: string
  street: string
  edge: string
  border: string
  text: string
}

interface Paths {
  water: Path2D
  parks: Path2D
  borders: Path2D
  roads: Map<string, Path2D>
}

/** Width in pixels at a scale: great roads are seen from afar, lanes only from near. */
const widths: Record<string, { px: number; from_scale: number }> = {
  lane: { px: 1, from_scale: 0.12 },
  street: { px: 1.6, from_scale: 0.055 },
  arterial: { px: 2.6, from_scale: 0 },
  ring: { px: 3.6, from_scale: 0 },
}

export function makeGround(map: Wire['CityMap'], base_lat: number) {
  // measured from the middle: numbers of a globe's size would lose their last metres in the canvas
  const base_lng = ((map.bounds[0] ?? 0) + (map.bounds[2] ?? 0)) / 2
  const paths = pathsOf(map, base_lng, base_lat)
  const canvas = document.createElement('canvas')
  let painted: { view: View; colours: Colours; ratio: number } | undefined

  function repaint(view: View, colours: Colours, ratio: number) {
    canvas.width = Math.round(view.width * ratio)
    canvas.height = Math.round(view.height * ratio)
    const to = canvas.getContext('2d')
    if (!to) return
    to.setTransform(ratio, 0, 0, ratio, 0, 0)
    to.fillStyle = colours.land
    to.fillRect(0, 0, view.width, view.height)
    const [x, y] = pointOf([base_lng, base_lat], view)
    to.translate(x, y)
    to.scale(view.px_per_metre, view.px_per_metre)
    paint(to, view, colours)
    painted = { view, colours, ratio }
  }
  function paint(to: CanvasRenderingContext2D, view: View, colours: Colours) {
    const px = 1 / view.px_per_metre
    to.fillStyle = colours.park
    to.fill(paths.parks)
    to.fillStyle = colours.water
    to.fill(paths.water)
    to.lineCap = 'round'
    to.lineJoin = 'round'
    for (const [name, path] of paths.roads) {
      const width = widths[name]
      if (!width || view.px_per_metre < width.from_scale) continue
      const grown = width.px * Math.max(1, Math.min(3, view.px_per_metre / 0.15))
      to.strokeStyle = colours.edge
      to.lineWidth = (grown + 1.2) * px
      to.stroke(path)
      to.strokeStyle = name === 'lane' || name === 'street' ? colours.street : colours.road
      to.lineWidth = grown * px
      to.stroke(path)
    }
    to.strokeStyle = colours.border
    to.lineWidth = 1.2 * px
    to.setLineDash([6 * px, 4 * px])
    to.stroke(paths.borders)
    to.setLineDash([])
  }

  /** Puts the ground on the canvas; it is painted anew only for another view or look. */
  return (to: CanvasRenderingContext2D, view: View, colours: Colours, ratio: number) => {
    if (painted?.view !== view || painted.colours !== colours || painted.ratio !== ratio) repaint(view, colours, ratio)
    to.drawImage(canvas, 0, 0, view.width, view.height)
  }
}

function pathsOf(map: Wire['CityMap'], base_lng: number, base_lat: number): Paths {
  const scale = metres_per_degree
  const bend = stretch({ base_lat })
  const trace = (path: Path2D, line: number[][]) => {
    for (const [at, [lng = 0, lat = 0]] of line.entries()) {
      const [x, y] = [(lng - base_lng) * bend * scale, (base_lat - lat) * scale]
      if (at) path.lineTo(x, y)
      else path.moveTo(x, y)
    }
  }
  const all = (lines: number[][][]) => {
    const path = new Path2D()
    for (const line of lines) trace(path, line)
    return path
  }
  const roads = new Map<string, Path2D>()
  for (const name of Object.keys(widths)) {
    const lines = map.roads.filter((road) => road.class === name).map((road) => road.line)
    roads.set(
      name,
      all([...lines, ...map.bridges.filter((bridge) => bridge.class === name).map((bridge) => bridge.line)]),
    )
  }
  return {
    water: all(map.water),
    parks: all(map.parks.map((park) => park.outline)),
    borders: all(map.districts.map((district) => district.outline)),
    roads,
  }
}
