// The parts of Vant that our screens use, each with its style and without its icon font: signs are drawn by ourselves.
import 'vant/es/style/base.css'
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import 'vant/es/toast/index.css'
import 'vant/es/dialog/index.css'
import 'vant/es/button/index.css'
import 'vant/es/loading/index.css'
import 'vant/es/pull-refresh/index.css'

export {
  Button as VanButton,
  Popup as VanPopup,
  PullRefresh as VanPullRefresh,
  showConfirmDialog,
  showToast,
} from 'vant'
