// Who one is, and who may do what: signing in, users, units, API keys, the log of everything.
import { defineAsyncComponent } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

export { useUsers } from './calls/users'
export { useWelcome } from './calls/welcome'
export { useSession } from './session'

export const OwnAccountDialog = defineAsyncComponent(() => import('./account/OwnAccountDialog.vue'))
export const UnitDialog = defineAsyncComponent(() => import('./deeds/UnitDialog.vue'))
export const UserDialog = defineAsyncComponent(() => import('./deeds/UserDialog.vue'))

export const identityRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('./SignInPage.vue'), meta: { open: true } },
  {
    path: '/users',
    name: 'users',
    component: () => import('./UsersPage.vue'),
    // who hands a leaver over finds them here; opening and changing accounts asks for more
    meta: { needs: 'customers.hand_over', help: 'users' },
  },
  {
    path: '/company',
    name: 'company',
    component: () => import('./CompanyPage.vue'),
    meta: { needs: 'company.admin', help: 'company' },
  },
  {
    path: '/sign-in-settings',
    name: 'sign-in-settings',
    component: () => import('./SignInSettingsPage.vue'),
    meta: { needs: 'company.admin', help: 'sign-in' },
  },
  {
    path: '/keys',
    name: 'api-keys',
    component: () => import('./KeysPage.vue'),
    meta: { needs: 'company.admin', help: 'api-keys' },
  },
  {
    path: '/numbers',
    name: 'numbers',
    component: () => import('./NumbersPage.vue'),
    meta: { needs: 'company.admin', help: 'numbers' },
  },
  {
    path: '/request-pages',
    name: 'request-pages',
    component: () => import('./RequestPagesPage.vue'),
    meta: { needs: 'company.admin', help: 'request-pages' },
  },
  {
    path: '/audit',
    name: 'audit',
    component: () => import('./AuditPage.vue'),
    meta: { needs: 'audit.read', help: 'audit' },
  },
]
