// Places as Chinese maps have them: WGS-84 moved into GCJ-02 by the published approximation, and from there into Baidu's BD-09.

export interface Point {
  lat: number
  lng: number
}

/** Krasovsky 1940, which GCJ-02 is computed on: the long half axis in metres, and the first eccentricity squared. */
const axis_m = 6_378_245
const eccentricity = 0.006_693_421_622_965_943
const baidu = (Math.PI * 3000) / 180

/** The shift is defined for mainland China; elsewhere, places stay as they are. */
export function isShifted({ lat, lng }: Point): boolean {
  return lng >= 72.004 && lng <= 137.8347 && lat >= 0.8293 && lat <= 55.8271
}

export function gcj02(from: Point): Point {
  if (!isShifted(from)) return from
  const x = from.lng - 105
  const y = from.lat - 35
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + waves(x, y)
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + waves(x, x, 150, 300)
  const lat = (from.lat / 180) * Math.PI
  const bent = 1 - eccentricity * Math.sin(lat) ** 2
  return {
    lat: from.lat + (north * 180) / (((axis_m * (1 - eccentricity)) / (bent * Math.sqrt(bent))) * Math.PI),
    lng: from.lng + (east * 180) / ((axis_m / Math.sqrt(bent)) * Math.cos(lat) * Math.PI),
  }
}

export function bd09(from: Point): Point {
  if (!isShifted(from)) return from
  const { lat, lng } = gcj02(from)
  const far = Math.hypot(lng, lat) + 0.00002 * Math.sin(lat * baidu)
  const angle = Math.atan2(lat, lng) + 0.000003 * Math.cos(lng * baidu)
  return { lat: far * Math.sin(angle) + 0.006, lng: far * Math.cos(angle) + 0.0065 }
}

function waves(x: number, y: number, long = 160, longest = 320): number {
  const sin = Math.sin
  const short = 20 * sin(6 * x * Math.PI) + 20 * sin(2 * x * Math.PI)
  const middle = 20 * sin(y * Math.PI) + 40 * sin((y / 3) * Math.PI)
  return ((short + middle + long * sin((y / 12) * Math.PI) + longest * sin((y * Math.PI) / 30)) * 2) / 3
}
