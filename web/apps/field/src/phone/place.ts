// Where the phone is, where it may and can tell; a deed never waits long for it and is done without it.
import { ref } from 'vue'

export interface Point {
  lat: number
  lng: number
}

/** `denied` by the person or the phone · `unknown` not found in time · `none` the phone or the page cannot. */
export type NoPlace = 'denied' | 'unknown' | 'none'

/** Why there is no place at the moment; for a line of words on the screen. */
export const noPlace = ref<NoPlace>()

const wait_ms = 4_000
const fresh_ms = 60_000
let last: { place: Point; at_ms: number } | undefined
/** When it was waited for in vain: indoors, the next photo does not wait again. */
let missed_ms = Number.NEGATIVE_INFINITY
let watching: number | undefined
let watchers = 0

function noted({ coords }: GeolocationPosition): Point {
  last = { place: { lat: round(coords.latitude), lng: round(coords.longitude) }, at_ms: Date.now() }
  noPlace.value = undefined
  missed_ms = Number.NEGATIVE_INFINITY
  return last.place
}
const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6

function failed(error: GeolocationPositionError) {
  noPlace.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'unknown'
}

/** Looks for the place while a visit is on screen, so that it is at hand when something is done. Ends with what it returns. */
export function followPlace(): () => void {
  if (!navigator.geolocation) {
    noPlace.value = 'none'
    return () => undefined
  }
  watchers++
  watching ??= navigator.geolocation.watchPosition(noted, failed, { enableHighAccuracy: true, maximumAge: 20_000 })
  return () => {
    watchers--
    if (watchers || watching === undefined) return
    navigator.geolocation.clearWatch(watching)
    watching = undefined
  }
}

/** The place now, or nothing. */
export async function here(): Promise<Point | undefined> {
  if (last && Date.now() - last.at_ms < fresh_ms) return last.place
  if (!navigator.geolocation || noPlace.value === 'denied' || Date.now() - missed_ms < fresh_ms) return undefined
  const found = new Promise<Point | undefined>((done) => {
    navigator.geolocation.getCurrentPosition(
      (position) => done(noted(position)),
      (error) => {
        failed(error)
        done(undefined)
      },
      { enableHighAccuracy: true, maximumAge: fresh_ms, timeout: wait_ms },
    )
  })
  const late = new Promise<undefined>((done) => setTimeout(done, wait_ms + 200))
  const place = await Promise.race([found, late])
  if (!place) missed_ms = Date.now()
  return place
}
