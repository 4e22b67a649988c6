import { Problem } from '@fieldloop/api'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import PhoneText from './PhoneText.vue'
import { phoneText } from './phone'

afterEach(() => vi.useRealTimers())

test.each([
  ['+8613800000000', '138 0000 0000'],
  ['13800000000', '138 0000 0000'],
  ['+862163271234', '021 6327 1234'],
  ['+867556327123', '0755 632 7123'],
  ['+864008208820', '400 820 8820'],
  ['138 **** 0000', '138 **** 0000'],
  ['+14155550100', '+14155550100'],
])('%s is read as %s', (phone, text) => {
  expect(phoneText(phone)).toBe(text)
})

test('a number nobody may reveal has no button', () => {
  expect(
    mount(PhoneText, { props: { phone: '138 **** 0000' } })
      .find('button')
      .exists(),
  ).toBe(false)
})

test('a revealed number can be called, and is hidden again after a minute', async () => {
  vi.useFakeTimers()
  const reveal = vi.fn(async () => '+8613812340000')
  const shown = mount(PhoneText, { props: { phone: '138 **** 0000', reveal } })
  await shown.get('button').trigger('click')
  await flushPromises()
  expect(shown.get('a').attributes('href')).toBe('tel:+8613812340000')
  expect(shown.text()).toContain('138 1234 0000')
  vi.advanceTimersByTime(60_000)
  await flushPromises()
  expect(shown.text()).toBe('138 **** 0000')
  expect(reveal).toHaveBeenCalledTimes(1)
})

test('another customer in the same place does not show the number of the last one', async () => {
  const shown = mount(PhoneText, { props: { phone: '138 **** 0000', reveal: async () => '+8613812340000' } })
  await shown.get('button').trigger('click')
  await flushPromises()
  await shown.setProps({ phone: '139 **** 1111' })
  expect(shown.text()).toBe('139 **** 1111')
})

test('a refused reveal says so and keeps the mask', async () => {
  const reveal = () => Promise.reject(new Problem(0, 'offline'))
  const shown = mount(PhoneText, { props: { phone: '138 **** 0000', reveal } })
  await shown.get('button').trigger('click')
  await flushPromises()
  expect(shown.text()).toContain('138 **** 0000')
  expect(shown.get('[role=alert]').text()).toBe('连不上服务器，请检查网络')
})
