import { expect, test } from 'vitest'
import { homeOf, tabsOf } from './tabs'

test.each([
  [['visits.work'], '/today', ['/today', '/queue', '/me']],
  [['insight.read'], '/cockpit', ['/cockpit', '/exceptions', '/queue', '/me']],
  [['insight.read', 'sales.edit'], '/cockpit', ['/cockpit', '/exceptions', '/queue', '/me']],
  [['sales.edit'], '/sales', ['/sales', '/customers', '/queue', '/me']],
  [['sales.edit', 'leads.edit'], '/leads', ['/leads', '/sales', '/customers', '/queue', '/me']],
  [['parts.read'], '/me', ['/queue', '/me']],
])('somebody with %s begins at %s', (permissions, home, tabs) => {
  expect(homeOf(permissions)).toBe(home)
  expect(tabsOf(permissions).map((each) => each.to)).toEqual(tabs)
})
