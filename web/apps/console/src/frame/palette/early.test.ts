import { expect, test } from 'vitest'
import { hearEarly, takeEarly } from './early'

const press = (key: string, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  document.body.dispatchEvent(event)
  return event.defaultPrevented
}

test('what is typed before the search is there are its first letters', () => {
  hearEarly()
  expect(['1', '3', 'x', 'Backspace', '9'].map((key) => press(key))).toEqual([true, true, true, true, true])
  expect(press('Tab')).toBe(false)
  expect(press('c', { ctrlKey: true })).toBe(false)
  expect(takeEarly()).toBe('139')
  expect(press('0')).toBe(false)
})

test('a search begins without the letters of the one before', () => {
  hearEarly()
  press('1')
  takeEarly()
  hearEarly()
  expect(takeEarly()).toBe('')
})
