// Who one is: signing in, the page about oneself, signing out.
import type { RouteRecordRaw } from 'vue-router'

export { ownerOf, useSession } from './session'

export const identityRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('./SignInPage.vue'), meta: { open: true } },
  { path: '/me', name: 'me', component: () => import('./MePage.vue'), meta: { tabs: true } },
]
