// Starts the customer's pages.
import '@fieldloop/ui/tokens.css'
import '@fieldloop/ui/phone.css'
import './look.css'
import { callFrom } from '@fieldloop/api'
import { restoreAppearance } from '@fieldloop/ui/appearance'
import { i18n } from '@fieldloop/words'
import { createApp } from 'vue'
import App from './App.vue'

callFrom('customer')
await restoreAppearance()
createApp(App).use(i18n).mount('#app')
