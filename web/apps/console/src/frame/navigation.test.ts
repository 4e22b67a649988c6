import { expect, test } from 'vitest'
import { makeRouter } from '../router'
import { groupsOf, homeOf } from './navigation'

const router = makeRouter()
const all = router.getRoutes().flatMap((route) => route.meta.needs ?? [])
const places = (permissions: readonly string[]) => groupsOf(permissions).flatMap((group) => group.places)

test.each(places(all).map((place) => [place.to, place.needs]))(
  '%s asks for the right that its page asks for',
  (to, needs) => {
    const route = router.resolve(to)
    expect(route.name).not.toBe('nowhere')
    expect(route.meta.needs).toBe(needs)
  },
)

test('one sees what one may open and nothing else, and no group without a page', () => {
  const groups = groupsOf(['orders.read', 'sales.read'])
  expect(groups.map((group) => group.places.map((place) => place.to))).toEqual([['/orders', '/sales']])
})

test.each([
  [['insight.read', 'orders.read'], '/cockpit'],
  [['orders.read'], '/orders'],
  [['dispatch.read', 'orders.read'], '/orders'],
  [['dispatch.read', 'dispatch.assign', 'orders.read'], '/dispatch'],
  [[], '/orders'],
])('with %j the day begins at %s', (permissions, home) => {
  expect(homeOf(permissions)).toBe(home)
})
