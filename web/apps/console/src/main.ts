// Starts the console.
import '@fieldloop/ui/tokens.css'
import { Problem } from '@fieldloop/api'
import { i18n } from '@fieldloop/words'
import { QueryCache, QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { restoreAppearance } from './frame/appearance'
import { tellWhatIsCut } from './frame/cut'
import { followUpdates } from './frame/updated'
import { useSession } from './rooms/identity'
import { makeRouter } from './router'

await restoreAppearance()
const pinia = createPinia()
const router = makeRouter()
followUpdates(router)
tellWhatIsCut()
const queries = new QueryClient({
  queryCache: new QueryCache({
    onError(thrown) {
      if (thrown instanceof Problem && thrown.status === 401) signInAgain()
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, thrown) => Problem.of(thrown).passing && count < 2,
    },
  },
})

function signInAgain() {
  useSession(pinia).end()
  queries.clear()
  const { fullPath, meta } = router.currentRoute.value
  if (!meta.open) void router.push({ name: 'sign-in', query: { next: fullPath } })
}

createApp(App).use(pinia).use(i18n).use(router).use(VueQueryPlugin, { queryClient: queries }).mount('#app')
