// Which page stands at which address; who is not signed in is asked to, and comes back to where they wanted to go.
import { createRouter, createWebHistory, type Router } from 'vue-router'
import { homeOf } from './frame/navigation'
import { calendarRoutes } from './rooms/calendar'
import { catalogueRoutes } from './rooms/catalogue'
import { customerRoutes } from './rooms/customers'
import { dispatchRoutes } from './rooms/dispatch'
import { identityRoutes, useSession } from './rooms/identity'
import { importRoutes } from './rooms/imports'
import { insightRoutes } from './rooms/insight'
import { leadRoutes } from './rooms/leads'
import { lowcodeRoutes } from './rooms/lowcode'
import { moneyRoutes } from './rooms/money'
import { noticeRoutes } from './rooms/notices'
import { orderRoutes } from './rooms/orders'
import { peopleRoutes } from './rooms/people'
import { qualityRoutes } from './rooms/quality'
import { salesRoutes } from './rooms/sales'
import { simulationRoutes } from './rooms/simulations'
import { webhookRoutes } from './rooms/webhooks'
import { isNewCompany, startRoutes } from './start'

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without a session. */
    open?: boolean
    /** The right without which the page has nothing to show. */
    needs?: string
    /** The page's help, by its name in packages/words/help. */
    help?: string
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
      ...simulationRoutes,
      ...leadRoutes,
      ...salesRoutes,
      ...qualityRoutes,
      ...noticeRoutes,
      ...moneyRoutes,
      ...peopleRoutes,
      ...catalogueRoutes,
      ...lowcodeRoutes,
      ...calendarRoutes,
      ...importRoutes,
      ...startRoutes,
      ...webhookRoutes,
      { path: '/:anything(.*)*', name: 'nowhere', component: () => import('./frame/NowherePage.vue') },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach(async (to) => {
    const session = useSession()
    await session.load()
    if (!session.current)
      return to.meta.open ? true : { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
    if (to.name === 'home' || to.meta.open) {
      // who sets a company up begins where something is missing
      if (session.may('company.admin') && (await isNewCompany())) return '/start'
      return homeOf(session.current.permissions)
    }
    return true
  })
  return router
}
