// The picture viewer of Element Plus with its style, apart from the others: it is loaded when the first picture is opened.
import 'element-plus/theme-chalk/el-image-viewer.css'

export { ElImageViewer } from 'element-plus'
