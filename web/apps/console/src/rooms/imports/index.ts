// Imports: tables from elsewhere, checked, taken in whole or not at all, and undone.
import type { RouteRecordRaw } from 'vue-router'

export const importRoutes: RouteRecordRaw[] = [
  {
    path: '/imports',
    name: 'imports',
    component: () => import('./ImportsPage.vue'),
    meta: { needs: 'imports.run', help: 'imports' },
  },
  {
    path: '/imports/new',
    name: 'new-import',
    component: () => import('./NewPage.vue'),
    meta: { needs: 'imports.run', help: 'imports' },
  },
  {
    path: '/imports/:id',
    name: 'import',
    component: () => import('./RunPage.vue'),
    props: true,
    meta: { needs: 'imports.run', help: 'imports' },
  },
]
