import { expect, test } from 'vitest'
import { wayTo } from './navigation'

const place = { lat: 39.915, lng: 116.404 }

test('each app is given the place in its own system and its own order', () => {
  expect(wayTo('amap', place, '人民路 1 号')).toContain('to=116.410244,39.916404,')
  expect(wayTo('tencent', place, 'x')).toContain('tocoord=39.916404,116.410244')
  expect(wayTo('apple', place, 'x')).toContain('daddr=39.916404,116.410244')
  expect(wayTo('system', place, 'x')).toBe('geo:39.915000,116.404000?q=39.915000,116.404000(x)')
  expect(wayTo('baidu', place, 'x')).toMatch(/latlng:39\.92\d+,116\.41\d+%7Cname:x&coord_type=bd09ll/)
})

test('a name with signs of its own does not break the address', () => {
  expect(new URL(wayTo('amap', place, 'A&B #3')).searchParams.get('to')).toMatch(/,A&B #3$/)
})
