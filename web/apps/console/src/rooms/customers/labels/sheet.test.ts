import { expect, test } from 'vitest'
import { addressOf, layouts, page_mm, sheetsOf } from './sheet'

test.each(layouts.map((layout) => [layout.code, layout] as const))(
  'the labels of the %s sheet fit on A4',
  (_, layout) => {
    const width = layout.left_mm + layout.across * layout.width_mm + (layout.across - 1) * layout.gap_mm
    expect(width).toBeLessThanOrEqual(page_mm.width)
    expect(layout.top_mm + layout.down * layout.height_mm).toBeLessThanOrEqual(page_mm.height)
  },
)

test('a begun sheet leaves its used places empty, and what is too much goes on the next', () => {
  const [medium] = layouts
  if (!medium) throw new Error('no layout')
  const labels = Array.from({ length: 30 }, (_, at) => at)
  const sheets = sheetsOf(labels, medium, 5)
  expect(sheets.map((sheet) => sheet.length)).toEqual([24, 11])
  expect(sheets[0]?.slice(0, 6)).toEqual([undefined, undefined, undefined, undefined, undefined, 0])
  expect(sheets.flat().filter((each) => each !== undefined)).toEqual(labels)
})

test('a slash too many in the address is no harm', () => {
  expect(addressOf('https://service.example.com/ ', '/c/acme/a1')).toBe('https://service.example.com/c/acme/a1')
})
