import { expect, test } from 'vitest'
import { bd09, gcj02 } from './coordinates'
import { metres } from './track'

// published pairs of the same places
const pairs = [
  { name: 'Beijing', wgs: [39.911954, 116.377817], gcj: [39.91334545536069, 116.38404722455657] },
  { name: 'Shanghai', wgs: [31.1774276, 121.5272106], gcj: [31.17530398364597, 121.531541859215] },
  { name: 'Shenzhen', wgs: [22.543847, 113.912316], gcj: [22.540796131694766, 113.9171764808363] },
  { name: 'near Tian’anmen', wgs: [39.915, 116.404], gcj: [39.91640428150164, 116.41024449916938] },
] as const

test.each(pairs)('$name is where GCJ-02 has it, within a metre', ({ wgs, gcj }) => {
  const found = gcj02({ lat: wgs[0], lng: wgs[1] })
  expect(Math.abs(found.lat - gcj[0])).toBeLessThan(1e-5)
  expect(Math.abs(found.lng - gcj[1])).toBeLessThan(1e-5)
})

test('Baidu’s place is the published shift of the GCJ-02 one', () => {
  // GCJ-02 39.915, 116.404 is BD-09 39.92133699351021, 116.41036949371029; its WGS-84 is 39.91359571849836, 116.39775550083061
  const found = bd09({ lat: 39.91359571849836, lng: 116.39775550083061 })
  expect(Math.abs(found.lat - 39.92133699351021)).toBeLessThan(2e-5)
  expect(Math.abs(found.lng - 116.41036949371029)).toBeLessThan(2e-5)
})

test('a place abroad stays where it is in every system', () => {
  const paris = { lat: 48.8566, lng: 2.3522 }
  expect(gcj02(paris)).toEqual(paris)
  expect(bd09(paris)).toEqual(paris)
})

test('a step along the street and one across it are measured alike', () => {
  const here = { lat: 31.2, lng: 121.4 }
  expect(metres(here, { lat: 31.201, lng: 121.4 })).toBeCloseTo(111.2, 0)
  expect(metres(here, { lat: 31.2, lng: 121.401 })).toBeCloseTo(95.1, 0)
})
