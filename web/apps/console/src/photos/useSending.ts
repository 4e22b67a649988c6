// Files on their way to the server: taken from a choice or a drop, sent one after the other, told how far they are, sent again after a failure.
import { sendFile } from '@fieldloop/api'
import { explain } from '@fieldloop/ui'
import { t } from '@fieldloop/words'
import { onScopeDispose, reactive, ref } from 'vue'

export interface Sending {
  key: number
  file: File
  /** Where the browser keeps a picture to show it small. */
  preview: string
  part: number
  /** What the server calls it once it has arrived. */
  sha256?: string
  failed?: string
  leaves: AbortController
}

export function useSending(field: {
  most: number
  /** How many files the field holds besides those below. */
  held?: () => number
  holds?: (sha256: string) => boolean
  /** It is here; files that the field keeps elsewhere are dropped by it. */
  arrived?: (one: Sending, sha256: string) => void
  changed: () => void
}) {
  const files = ref<Sending[]>([])
  const complaint = ref('')
  let keys = 0
  let queue = Promise.resolve()

  function take(list: Iterable<File>) {
    complaint.value = ''
    for (const file of list) {
      if ((field.held?.() ?? 0) + files.value.length >= field.most) {
        complaint.value = t('files.too_many', { max: field.most })
        break
      }
      const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : ''
      const one = reactive<Sending>({ key: keys++, file, preview, part: 0, leaves: new AbortController() })
      files.value.push(one)
      send(one)
    }
  }
  /** One after the other: a slow line carries one file sooner than five. */
  function send(one: Sending) {
    one.failed = undefined
    one.part = 0
    field.changed()
    queue = queue.then(() => arrive(one))
  }
  async function arrive(one: Sending) {
    if (one.leaves.signal.aborted) return
    try {
      const told = (part: number) => {
        one.part = part
      }
      const sha256 = await sendFile(one.file, { told, signal: one.leaves.signal })
      if (one.leaves.signal.aborted) return
      if (field.holds?.(sha256) || files.value.some((each) => each.sha256 === sha256)) {
        forget(one)
        complaint.value = t('files.twice', { name: one.file.name })
      } else {
        one.sha256 = sha256
        field.arrived?.(one, sha256)
      }
    } catch (thrown) {
      if (!one.leaves.signal.aborted) one.failed = explain(thrown).happened
    }
    field.changed()
  }
  function forget(one: Sending) {
    one.leaves.abort()
    if (one.preview) URL.revokeObjectURL(one.preview)
    files.value = files.value.filter((each) => each.key !== one.key)
  }
  function drop(one: Sending) {
    complaint.value = ''
    forget(one)
    field.changed()
  }
  onScopeDispose(() => {
    for (const one of files.value) forget(one)
  })
  return { files, complaint, take, send, drop, forget }
}
