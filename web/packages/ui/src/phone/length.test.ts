import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import LongText from './LongText.vue'
import { fits, lengthOf } from './length'
import ShortText from './ShortText.vue'

test('characters are counted as the server counts them', () => {
  expect(lengthOf('  修好了 👍 ')).toBe(5)
  expect(lengthOf('a\u{20bb7}b')).toBe(3)
  expect(fits('好'.repeat(2000), 2000)).toBe(true)
  expect(fits('好'.repeat(2001), 2000)).toBe(false)
})

test('ten thousand characters stay in the field, and it is said how many are too many', async () => {
  const pasted = '漏水'.repeat(5_000)
  const shown = mount(LongText, { props: { label: '说明', max: 2000, modelValue: pasted } })
  expect(shown.find('textarea').element.value).toBe(pasted)
  expect(shown.find('[role=alert]').text()).toContain('8000')
  await shown.setProps({ modelValue: '漏水' })
  expect(shown.find('[role=alert]').exists()).toBe(false)
})

test('a line that is pasted stays whole too', async () => {
  const pasted = '王小明'.repeat(30)
  const shown = mount(ShortText, {
    props: { label: '姓名', max: 60, modelValue: pasted },
    attrs: { autocomplete: 'name' },
  })
  expect(shown.find('input').element.value).toBe(pasted)
  expect(shown.find('input').attributes('autocomplete')).toBe('name')
  expect(shown.find('[role=alert]').text()).toContain('30')
  await shown.setProps({ modelValue: '王小明' })
  expect(shown.find('[role=alert]').exists()).toBe(false)
})

test('no field of the three apps cuts what is pasted', () => {
  const apps = import.meta.glob<string>('../../../../apps/*/src/**/*.vue', {
    eager: true,
    query: '?raw',
    import: 'default',
  })
  expect(Object.keys(apps).length).toBeGreaterThan(300)
  expect(
    Object.entries(apps)
      .filter(([, text]) => /\bmaxlength\b/.test(text))
      .map(([path]) => path),
  ).toEqual([])
})
