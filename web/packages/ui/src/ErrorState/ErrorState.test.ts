import { Problem } from '@fieldloop/api'
import { mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import ErrorState from './ErrorState.vue'
import { explain } from './explain'

test('what never reached the server says that trying again is safe', () => {
  const told = explain(new Problem(0, 'offline'), true)
  expect(told.happened).toBe('连不上服务器，请检查网络')
  expect(told.kept).toContain('重试不会重复提交')
  expect(told.todo).toContain('重试')
})

test('a change that was refused says that nothing was changed', () => {
  expect(explain(new Problem(409, 'stale'), true)).toMatchObject({
    kept: expect.stringContaining('没有改动'),
    todo: expect.stringContaining('再按一次'),
  })
})

test('reading something says nothing about what was kept', () => {
  expect(explain(new Problem(404, 'not_found')).kept).toBe('')
})

test('a code without words is still told, with the code', () => {
  expect(explain(new Problem(409, 'from.the_future')).happened).toContain('from.the_future')
})

test('a fact that is a code is told in words, and what somebody typed as it stands', () => {
  const told = (facts: Record<string, unknown>) =>
    explain(new Problem(409, 'import.not_what_its_name_says', facts)).happened
  expect(told({ name: 'zip', found: 'zip' })).toContain('文件“zip”的内容与扩展名不符（实际是 压缩包')
  expect(told({ name: 'a.csv', found: 'from_the_future' })).toContain('from_the_future')
})

test('it can be tried again', async () => {
  const again = vi.fn()
  const shown = mount(ErrorState, { props: { error: new Problem(503, 'unavailable'), again } })
  expect(shown.get('[role=alert]').text()).toContain('稍后重试')
  await shown.get('button').trigger('click')
  expect(again).toHaveBeenCalledOnce()
})

test('every wrong field is listed by its name, and by its place where it has none', () => {
  const error = new Problem(422, 'invalid', {}, [
    { path: 'items[0].fault', code: 'field.required' },
    { path: 'phone', code: 'field.not_a_phone' },
    { path: 'lines[2].from_the_future', code: 'field.required' },
  ])
  expect(
    mount(ErrorState, { props: { error } })
      .findAll('li')
      .map((line) => line.get('b').text()),
  ).toEqual(['故障', '电话', 'lines[2].from_the_future'])
})
