import { beforeEach, expect, test, vi } from 'vitest'
import { type Hand, type Handled, mapHand } from './hand'
import { pointOf, positionAt, type View } from './projection'

const first: View = { lng: 125, lat: 30, base_lat: 30, px_per_metre: 0.1, width: 800, height: 600 }
/** The map lies here on the window. */
const [left, top] = [50, 20]

let view: View | undefined
const press = vi.fn()
const hover = vi.fn()
const grabbed = vi.fn()
let hand: Handled

beforeEach(() => {
  vi.clearAllMocks()
  view = first
  const box = { getBoundingClientRect: () => ({ left, top }) } as unknown as Element
  const look: Hand['look'] = (next) => {
    view = next
  }
  hand = mapHand({ view: () => view, box: () => box, look, press, hover, grabbed })
})

const at = (x: number, y: number, id = 1, more = {}) =>
  ({
    pointerId: id,
    button: 0,
    clientX: left + x,
    clientY: top + y,
    currentTarget: null,
    ...more,
  }) as unknown as PointerEvent
const wheeled = (deltaY: number, more = {}) =>
  ({ deltaY, deltaMode: 0, ctrlKey: false, clientX: left + 650, clientY: top + 120, ...more }) as WheelEvent
function typed(key: string, more = {}) {
  const event = { key, preventDefault: vi.fn(), ...more } as unknown as KeyboardEvent
  return { meant: hand.key(event), event }
}
/** Where on the map a place of the first view is now. */
const now = (x: number, y: number) => pointOf(positionAt(x, y, first), view as View)

test('the ground follows the pointer from where it was pressed', () => {
  hand.down(at(100, 100))
  hand.move(at(130, 80))
  hand.move(at(140, 90))
  hand.up(at(140, 90))
  const [x, y] = now(100, 100)
  expect(x).toBeCloseTo(140, 3)
  expect(y).toBeCloseTo(90, 3)
  expect(grabbed).toHaveBeenCalledTimes(1)
  expect(press).not.toHaveBeenCalled()
})

test('a press by an unsteady hand is a press, and the map stays', () => {
  hand.down(at(100, 100))
  hand.move(at(102, 101))
  hand.up(at(102, 101))
  expect(press).toHaveBeenCalledTimes(1)
  expect(view).toBe(first)
})

test('who comes back to where they pressed has moved all the same', () => {
  hand.down(at(100, 100))
  hand.move(at(150, 100))
  hand.move(at(100, 100))
  hand.up(at(100, 100))
  expect(press).not.toHaveBeenCalled()
})

test('other buttons move nothing and press nothing', () => {
  hand.down(at(100, 100, 1, { button: 2 }))
  hand.move(at(200, 100))
  hand.up(at(200, 100))
  expect(view).toBe(first)
  expect(press).not.toHaveBeenCalled()
})

test('over the map with nothing pressed is a hover, with something pressed it is none', () => {
  hand.move(at(10, 10))
  expect(hover).toHaveBeenCalledTimes(1)
  hand.down(at(10, 10))
  hand.move(at(12, 10))
  hand.move(at(40, 10, 7))
  expect(hover).toHaveBeenCalledTimes(1)
})

test('a release that was not pressed here is nothing', () => {
  hand.up(at(10, 10))
  expect(press).not.toHaveBeenCalled()
})

test('two fingers bring nearer, and what was between them stays between them', () => {
  hand.down(at(300, 300, 1))
  hand.down(at(500, 300, 2))
  hand.move(at(200, 300, 1))
  hand.move(at(600, 300, 2))
  expect(view?.px_per_metre).toBeCloseTo(0.2, 6)
  const [x, y] = now(400, 300)
  expect(x).toBeCloseTo(400, 3)
  expect(y).toBeCloseTo(300, 3)
  hand.up(at(200, 300, 1))
  hand.up(at(600, 300, 2))
  expect(press).not.toHaveBeenCalled()
})

test('two fingers that move together take the ground along and bring nothing nearer', () => {
  hand.down(at(300, 300, 1))
  hand.down(at(500, 300, 2))
  hand.move(at(310, 340, 1))
  hand.move(at(510, 340, 2))
  const [x, y] = now(300, 300)
  expect(view?.px_per_metre).toBeCloseTo(0.1, 3)
  expect(x).toBeCloseTo(310, 0)
  expect(y).toBeCloseTo(340, 0)
})

test('the finger that stays goes on moving the ground, and a third is none of it', () => {
  hand.down(at(300, 300, 1))
  hand.down(at(500, 300, 2))
  hand.down(at(700, 300, 3))
  hand.move(at(100, 500, 3))
  expect(view).toBe(first)
  hand.up(at(300, 300, 1))
  hand.move(at(520, 300, 2))
  expect(now(500, 300)[0]).toBeCloseTo(520, 3)
})

test('a pointer that was taken away is let go', () => {
  hand.down(at(100, 100))
  hand.cancel(at(100, 100))
  hand.move(at(200, 200))
  expect(view).toBe(first)
  hand.down(at(100, 100, 2))
  hand.up(at(100, 100, 2))
  expect(press).toHaveBeenCalledTimes(1)
})

test('the wheel brings nearer what is under it, by pixels, lines or two fingers on a trackpad', () => {
  hand.wheel(wheeled(-400))
  expect(view?.px_per_metre).toBeCloseTo(0.1 * Math.E, 6)
  expect(now(650, 120)[0]).toBeCloseTo(650, 3)
  view = first
  hand.wheel(wheeled(-25, { deltaMode: 1 }))
  expect(view.px_per_metre).toBeCloseTo(0.1 * Math.E, 6)
  view = first
  hand.wheel(wheeled(100, { ctrlKey: true }))
  expect(view.px_per_metre).toBeCloseTo(0.1 / Math.E, 6)
})

test('arrows move, plus and minus bring nearer and farther, and the page does not scroll', () => {
  const { meant, event } = typed('ArrowLeft')
  expect(meant).toBe(true)
  expect(event.preventDefault).toHaveBeenCalled()
  expect(now(400, 300)[0]).toBeCloseTo(460, 3)
  typed('ArrowRight')
  typed('ArrowUp')
  typed('ArrowDown')
  expect(now(400, 300)[1]).toBeCloseTo(300, 3)
  typed('+')
  expect(view?.px_per_metre).toBeCloseTo(0.14, 6)
  typed('-')
  typed('=')
  expect(view?.px_per_metre).toBeCloseTo(0.14, 6)
})

test('other keys, and those that mean the browser, are left alone', () => {
  for (const [key, more] of [
    ['Enter', {}],
    ['Escape', {}],
    ['+', { ctrlKey: true }],
    ['ArrowLeft', { altKey: true }],
  ] as const) {
    const { meant, event } = typed(key, more)
    expect(meant).toBe(false)
    expect(event.preventDefault).not.toHaveBeenCalled()
  }
  expect(view).toBe(first)
})

test('nothing happens to a map that shows nothing yet', () => {
  view = undefined
  hand.wheel(wheeled(100))
  hand.down(at(1, 1))
  hand.move(at(100, 1))
  hand.nearer(2)
  expect(typed('ArrowLeft').meant).toBe(false)
  expect(view).toBeUndefined()
})

test('the buttons bring the middle nearer', () => {
  hand.nearer(1.5)
  expect(view?.px_per_metre).toBeCloseTo(0.15, 6)
  expect(now(400, 300)[0]).toBeCloseTo(400, 3)
})
