// Handing the way over to the phone's map apps, each in its own coordinate system.
import { bd09, gcj02, type Point } from './coordinates'

export type MapApp = 'amap' | 'baidu' | 'tencent' | 'apple' | 'system'
export const mapApps: MapApp[] = ['amap', 'baidu', 'tencent', 'apple', 'system']

/** The address that opens the way to a place in an app; where the app is not installed, its page on the web. */
export function wayTo(app: MapApp, place: Point, name: string): string {
  const called = encodeURIComponent(name)
  const [china, theirs] = [gcj02(place), bd09(place)]
  switch (app) {
    case 'amap':
      return `https://uri.amap.com/navigation?to=${digits(china.lng)},${digits(china.lat)},${called}&mode=car&coordinate=gaode&callnative=1&src=fieldloop`
    case 'baidu':
      return `https://api.map.baidu.com/direction?destination=latlng:${digits(theirs.lat)},${digits(theirs.lng)}%7Cname:${called}&coord_type=bd09ll&mode=driving&output=html&src=fieldloop`
    case 'tencent':
      return `https://apis.map.qq.com/uri/v1/routeplan?type=drive&to=${called}&tocoord=${digits(china.lat)},${digits(china.lng)}&referer=fieldloop`
    case 'apple':
      return `https://maps.apple.com/?daddr=${digits(china.lat)},${digits(china.lng)}&dirflg=d`
    case 'system':
      return `geo:${digits(place.lat)},${digits(place.lng)}?q=${digits(place.lat)},${digits(place.lng)}(${called})`
  }
}

const digits = (degrees: number) => degrees.toFixed(6)
