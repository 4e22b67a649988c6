// The company's calendar: the hours of its week, holidays, worked weekends, and days of its own.
import type { RouteRecordRaw } from 'vue-router'

export const calendarRoutes: RouteRecordRaw[] = [
  {
    path: '/calendar',
    name: 'calendar',
    component: () => import('./CalendarPage.vue'),
    meta: { needs: 'company.admin', help: 'calendar' },
  },
]
