// The cascader of Element Plus with its style, apart from the others: few screens ask for it.
import 'element-plus/theme-chalk/el-cascader.css'
import 'element-plus/theme-chalk/el-cascader-panel.css'

export { ElCascader } from 'element-plus'
