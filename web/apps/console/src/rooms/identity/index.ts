// Who one is: signing in and out, the session.
import type { RouteRecordRaw } from 'vue-router'

export { useWelcome } from './calls/welcome'
export { useSession } from './session'

export const identityRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('./SignInPage.vue'), meta: { open: true } },
]
