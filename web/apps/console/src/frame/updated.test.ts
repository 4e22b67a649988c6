import { expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { followUpdates } from './updated'

const gone = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module: /assets/PoolPage-abc.js'))

test('a page that an update took away is asked for as a whole, once', async () => {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: { render: () => null } },
      { path: '/orders', component: gone },
    ],
  })
  const went: string[] = []
  followUpdates(router, (to) => went.push(to))
  await router.push('/')
  for (const _ of [1, 2]) await router.push('/orders?late=1').catch(() => undefined)
  expect(went).toEqual(['/orders?late=1'])
})

test('another failure of a page is not taken for an update', async () => {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/orders', component: () => Promise.reject(new Error('a mistake in the page')) }],
  })
  const went: string[] = []
  followUpdates(router, (to) => went.push(to))
  await router.push('/orders').catch(() => undefined)
  expect(went).toEqual([])
})
