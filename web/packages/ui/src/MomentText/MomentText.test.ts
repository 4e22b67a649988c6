import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import { provideClock } from '../clock'
import MomentText from './MomentText.vue'
import { absolute, dayText, minutesText, relative, windowText } from './moment'

const zone = 'Asia/Shanghai'
const at = (text: string) => Date.parse(`${text}:00+08:00`)
const now = at('2026-11-23T10:30')

test('a moment is told in the company’s zone, wherever the browser is', () => {
  expect(absolute(Date.parse('2026-11-22T16:30:00Z'), zone)).toBe('2026-11-23 00:30')
  expect(absolute(Date.parse('2026-11-22T16:30:00Z'), 'Europe/Berlin')).toBe('2026-11-22 17:30')
})

test.each([
  ['2026-11-23T09:05', '09:05'],
  ['2026-11-22T23:59', '昨天 23:59'],
  ['2026-11-24T08:00', '明天 08:00'],
  ['2026-03-01T08:00', '03-01 08:00'],
  ['2025-12-31T08:00', '2025-12-31'],
])('from the morning of 23 November, %s is %s', (moment, text) => {
  expect(dayText(at(moment), now, zone)).toBe(text)
})

test('how far away a moment is', () => {
  expect(relative(now - 20_000, now)).toBe('刚刚')
  expect(relative(at('2026-11-23T10:27'), now)).toMatch(/3\s?分钟前/)
  expect(relative(at('2026-11-23T13:40'), now)).toMatch(/3\s?小时后/)
})

test('an appointment says its day once', () => {
  expect(windowText(at('2026-11-23T14:00'), at('2026-11-23T16:00'), now, zone)).toBe('今天 14:00–16:00')
  expect(windowText(at('2026-11-24T14:00'), at('2026-11-24T16:00'), now, zone)).toBe('明天 14:00–16:00')
  expect(windowText(at('2025-11-24T14:00'), at('2025-11-24T16:00'), now, zone)).toBe('2025-11-24 14:00–16:00')
})

test('a length of time is said in units people count in', () => {
  expect([45, 60, 125, 60 * 24 * 3].map(minutesText)).toEqual(['45 分钟', '1 小时', '2 小时 5 分', '3 天'])
})

test('on screen it is short, under the pointer complete', () => {
  const page = defineComponent({
    setup() {
      provideClock({ zone: shallowRef(zone), now: shallowRef(now) })
      return () => h(MomentText, { at: '2026-11-22T08:05:00.000Z' })
    },
  })
  const shown = mount(page)
  expect(shown.text()).toBe('昨天 16:05')
  expect(shown.get('time').attributes('title')).toMatch(/^2026-11-22 16:05 · 18\s?小时前$/)
})
