// Which page stands at which address of the phone app.
import { createRouter, createWebHistory, type Router } from 'vue-router'
import { homeOf } from './frame/tabs'
import { identityRoutes, useSession } from './rooms/identity'
import { insightRoutes } from './rooms/insight'
import { leadRoutes } from './rooms/leads'
import { machineRoutes } from './rooms/machines'
import { moneyRoutes } from './rooms/money'
import { queueRoutes } from './rooms/queue'
import { salesRoutes } from './rooms/sales'
import { stepRoutes } from './rooms/steps'
import { visitRoutes } from './rooms/visits'

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without a session. */
    open?: boolean
    /** The tabs stand at its bottom. */
    tabs?: boolean
  }
}

export function makeRouter(): Router {
  const router = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes: [
      { path: '/', name: 'home', component: { render: () => null } },
      ...identityRoutes,
      ...visitRoutes,
      ...stepRoutes,
      ...machineRoutes,
      ...moneyRoutes,
      ...queueRoutes,
      ...insightRoutes,
      ...salesRoutes,
      ...leadRoutes,
      { path: '/:anything(.*)*', name: 'nowhere', component: () => import('./frame/NowherePage.vue') },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach(async (to) => {
    const session = useSession()
    // the page is fetched while it is found out who asks for it
    if (!session.current) for (const { components } of to.matched) fetchAhead(components?.default)
    await session.load()
    if (!session.current)
      return to.meta.open ? true : { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
    if (to.name === 'sign-in' && session.ended) return true
    if (to.name === 'home' || to.meta.open) return homeOf(session.current.permissions)
    return true
  })
  return router
}

/** A page that cannot be had is said when it is gone to. */
function fetchAhead(page: unknown): void {
  if (typeof page === 'function') void Promise.resolve(page()).catch(() => undefined)
}
