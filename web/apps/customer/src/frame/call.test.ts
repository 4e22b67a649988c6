import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import CallCard from './CallCard.vue'

test('a press dials the number as it is dialled, and it is read as people read it', () => {
  const line = { phone: '+862163271234', dial: '02163271234', hours: '每天 8:00–20:00' }
  const shown = mount(CallCard, { props: { line } })
  expect(shown.find('a').attributes('href')).toBe('tel:02163271234')
  expect(shown.text()).toContain('021 6327 1234')
  expect(shown.text()).toContain('每天 8:00–20:00')
})

test('a company without a number shows nothing', () => {
  expect(
    mount(CallCard, { props: { line: null } })
      .find('a')
      .exists(),
  ).toBe(false)
})
