// Pictures over the whole screen, fetched when somebody opens one; the phone's back button closes them.
import 'vant/es/image-preview/index.css'
import 'vant/es/swipe/index.css'
import 'vant/es/swipe-item/index.css'
import 'vant/es/image/index.css'
import { showImagePreview } from 'vant'
import { effectScope, ref, watch } from 'vue'
import { useBackCloses } from '../../frame/back'

const open = ref(false)
let shown: ReturnType<typeof showImagePreview> | undefined
// one for all pictures, for as long as the app lives
effectScope(true).run(() => {
  useBackCloses(open)
  watch(open, (now) => {
    if (!now) shown?.close()
  })
})

export function showWhole(picture: Blob | string): void {
  const address = typeof picture === 'string' ? picture : URL.createObjectURL(picture)
  shown = showImagePreview({
    images: [address],
    onClose: () => {
      open.value = false
      URL.revokeObjectURL(address)
    },
  })
  open.value = true
}
