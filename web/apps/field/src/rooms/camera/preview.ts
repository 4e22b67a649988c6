// Pictures over the whole screen, fetched when somebody opens one.
import 'vant/es/image-preview/index.css'
import 'vant/es/swipe/index.css'
import 'vant/es/swipe-item/index.css'
import 'vant/es/image/index.css'

export { showImagePreview } from 'vant'
