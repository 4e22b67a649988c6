// Starts the phone app.
import '@fieldloop/ui/tokens.css'
import '@fieldloop/ui/phone.css'
import './vant'
import './look.css'
import { callFrom, Problem } from '@fieldloop/api'
import { restoreAppearance } from '@fieldloop/ui/appearance'
import { i18n } from '@fieldloop/words'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { whenIdle } from './phone/idle'
import { restoreClock } from './phone/outbox'
import { keepShell } from './phone/shell'
import { useSession } from './rooms/identity'
import { makeRouter } from './router'

callFrom('field')
const pinia = createPinia()
// who it is is asked while the rest gets ready
void useSession(pinia).load()
await Promise.all([restoreAppearance(), restoreClock()])
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      networkMode: 'always',
      retry: (count, thrown) => Problem.of(thrown).passing && count < 1,
    },
  },
})
createApp(App).use(pinia).use(i18n).use(makeRouter()).use(VueQueryPlugin, { queryClient: queries }).mount('#app')
void whenIdle(3_000).then(keepShell)
