import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import LongText from './LongText.vue'
import { fits, lengthOf } from './length'

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
