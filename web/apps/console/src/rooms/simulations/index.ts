// Simulations: what another way to dispatch, one technician more or an area split would bring, played before it is done.
import type { RouteRecordRaw } from 'vue-router'

export const simulationRoutes: RouteRecordRaw[] = [
  {
    path: '/simulations',
    name: 'simulations',
    component: () => import('./SimulationsPage.vue'),
    meta: { needs: 'simulations.run', help: 'simulations' },
  },
]
