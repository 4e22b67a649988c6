import { VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import DeedDialog from './DeedDialog.vue'

function opened(part: { ready?: boolean; act?: () => Promise<unknown> } = {}) {
  const act = vi.fn(part.act ?? (async () => undefined))
  const props = { title: '催单', deeds: [{ label: '催单', act }], ...('ready' in part && { ready: part.ready }) }
  const shown = mount(DeedDialog, {
    props,
    global: { plugins: [VueQueryPlugin], stubs: { ElDialog: { template: '<div><slot /></div>' } } },
  })
  return { act, shown }
}

test('a dialog that asks for nothing can be carried out at once', async () => {
  const { act, shown } = opened()
  await shown.get('form').trigger('submit')
  await flushPromises()
  expect(act).toHaveBeenCalledOnce()
  expect(shown.emitted('close')).toHaveLength(1)
})

test('what is not ready is not carried out', async () => {
  const { act, shown } = opened({ ready: false })
  await shown.get('form').trigger('submit')
  expect(act).not.toHaveBeenCalled()
})

test('a refusal stays on screen, and trying again sends the same key', async () => {
  const { act, shown } = opened({ act: () => Promise.reject(new TypeError('failed to fetch')) })
  await shown.get('form').trigger('submit')
  await flushPromises()
  expect(shown.get('[role=alert]').text()).toContain('连不上服务器')
  expect(shown.emitted('close')).toBeUndefined()
  await shown.get('form').trigger('submit')
  await flushPromises()
  expect(act.mock.calls[1]).toEqual(act.mock.calls[0])
})
