// Which page stands at which address; who is not signed in is asked to, and comes back to where they wanted to go.
import { createRouter, createWebHistory, type Router } from 'vue-router'
import { homeOf } from './frame/navigation'
import { customerRoutes } from './rooms/customers'
import { dispatchRoutes } from './rooms/dispatch'
import { identityRoutes, useSession } from './rooms/identity'
import { insightRoutes } from './rooms/insight'
import { orderRoutes } from './rooms/orders'

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without a session. */
    open?: boolean
  }
}

export function makeRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/', name: 'home', component: { render: () => null } },
      ...identityRoutes,
      ...dispatchRoutes,
      ...orderRoutes,
      ...customerRoutes,
      ...insightRoutes,
      { path: '/:anything(.*)*', name: 'nowhere', component: () => import('./frame/NowherePage.vue') },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach(async (to) => {
    const session = useSession()
    await session.load()
    if (!session.current)
      return to.meta.open ? true : { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
    if (to.name === 'home' || to.meta.open) return homeOf(session.current.permissions)
    return true
  })
  return router
}
