import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import FlInput from './FlInput.vue'
import { useTooLong } from './tooLong'

test('what is pasted stays whole, and it is said how much is too much', async () => {
  const pasted = '长兴路 18 号翠湖花园'.repeat(20)
  const shown = mount(FlInput, {
    props: { max: 100, modelValue: pasted },
    attrs: { class: 'wide', placeholder: '地址' },
  })
  const input = shown.find('input')
  expect(input.element.value).toBe(pasted)
  expect(input.attributes('maxlength')).toBeUndefined()
  expect(input.attributes('placeholder')).toBe('地址')
  expect(shown.classes()).toContain('wide')
  expect(shown.find('[role=alert]').text()).toContain(String([...pasted].length - 100))
  expect(input.attributes('aria-invalid')).toBe('true')
  await shown.setProps({ modelValue: '长兴路 18 号' })
  expect(shown.find('[role=alert]').exists()).toBe(false)
})

test('several lines are counted the same way', () => {
  const shown = mount(FlInput, { props: { max: 3, modelValue: '一二三四五' }, attrs: { type: 'textarea', rows: 2 } })
  expect(shown.find('textarea').element.value).toBe('一二三四五')
  expect(shown.find('[role=alert]').text()).toContain('2')
})

test('a form knows while one of its fields holds too much, and not after that field has gone', async () => {
  const [name, note, asks] = [ref('甲'), ref('乙'), ref(true)]
  const Form = defineComponent({
    setup() {
      const tooLong = useTooLong()
      return () =>
        h('form', { 'data-over': String(tooLong.value) }, [
          h(FlInput, { max: 2, modelValue: name.value }),
          asks.value ? h(FlInput, { max: 2, modelValue: note.value }) : undefined,
        ])
    },
  })
  const shown = mount(Form)
  const over = () => shown.attributes('data-over')
  expect(over()).toBe('false')
  note.value = '乙乙乙'
  await shown.vm.$nextTick()
  await shown.vm.$nextTick()
  expect(over()).toBe('true')
  asks.value = false
  await shown.vm.$nextTick()
  await shown.vm.$nextTick()
  expect(over()).toBe('false')
})
