import { Problem, sendFile } from '@fieldloop/api'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, ref } from 'vue'
import DeedDialog from '../deed/DeedDialog.vue'
import FilesField from './FilesField.vue'

vi.mock('@fieldloop/api', async (original) => ({
  ...(await original<typeof import('@fieldloop/api')>()),
  sendFile: vi.fn(),
}))
const sent = vi.mocked(sendFile)
const call = new File(['ring'], '通话.pdf', { type: 'application/pdf' })
const door = new File(['door'], '门口.jpg', { type: 'image/jpeg' })

function opened(act: () => Promise<unknown> = async () => undefined) {
  const files = ref<string[]>([])
  const settled = ref(true)
  const dialog = defineComponent({
    components: { DeedDialog, FilesField },
    setup: () => ({ files, settled, deeds: [{ label: '取消', act }] }),
    template: `<DeedDialog title="取消" :deeds="deeds"
      ><FilesField v-model="files" v-model:settled="settled" needed
    /></DeedDialog>`,
  })
  const shown = mount(dialog, {
    attachTo: document.body,
    global: { plugins: [VueQueryPlugin], stubs: { ElDialog: { template: '<div><slot /></div>' } } },
  })
  const drop = async (...dropped: File[]) => {
    await shown.get('fieldset').trigger('drop', { dataTransfer: { files: dropped } })
    await flushPromises()
  }
  const press = (word: string) => shown.findAll('button').find((each) => each.text() === word)
  return { files, settled, shown, drop, press }
}

beforeEach(() => {
  sent.mockReset()
  sent.mockImplementation(async (file) => file.name)
})

test('what was dropped is sent and named by its hash, and can be taken out again', async () => {
  const { files, settled, shown, drop, press } = opened()
  await drop(call, door)
  expect(files.value).toEqual(['通话.pdf', '门口.jpg'])
  expect(settled.value).toBe(true)
  expect(shown.text()).toContain('已上传')
  await press('移除')?.trigger('click')
  expect(files.value).toEqual(['门口.jpg'])
})

test('the same file twice counts once, and that is said', async () => {
  const { files, shown, drop } = opened()
  await drop(call)
  await drop(call)
  expect(files.value).toEqual(['通话.pdf'])
  expect(shown.get('[role=alert]').text()).toContain('已经选过了')
})

test('a file that is refused says why, holds the deed back, and can be sent again', async () => {
  sent.mockRejectedValueOnce(new Problem(0, 'offline'))
  const { files, settled, shown, drop, press } = opened()
  await drop(call)
  expect(shown.get('[role=alert]').text()).toContain('连不上服务器')
  expect([files.value, settled.value]).toEqual([[], false])
  await press('重试')?.trigger('click')
  await flushPromises()
  expect([files.value, settled.value]).toEqual([['通话.pdf'], true])
})

test('what the server has against the files is said at the field, and they stay', async () => {
  const fields = [{ path: 'files[1]', code: 'field.not_a_file' }]
  const { files, shown, drop } = opened(() => Promise.reject(new Problem(422, 'invalid', {}, fields)))
  await drop(call, door)
  await shown.get('form').trigger('submit')
  await flushPromises()
  expect(shown.get('fieldset [role=alert]').text()).toBe('门口.jpg 文件还没有上传，或不是有效的文件')
  expect(files.value).toHaveLength(2)
})

test('more than ten are not taken, and that is said', async () => {
  const { files, shown, drop } = opened()
  await drop(...Array.from({ length: 11 }, (_, nth) => new File([String(nth)], `${nth}.pdf`)))
  expect(files.value).toHaveLength(10)
  expect(shown.get('[role=alert]').text()).toContain('最多 10 个')
})
