import { expect, test } from 'vitest'
import description from '../../api/openapi.json'
import { verbs } from './verbs'

const routes = description.paths as Record<string, Record<string, unknown>>

test.each(Object.entries(verbs))('%s is a route that the server has', (_, { method, path }) => {
  const known = Object.keys(routes).find(
    (each) =>
      each.replace(/\{\w+\}/g, '{}') === path.replace(/\{\w+\}/g, '{}') && method.toLowerCase() in (routes[each] ?? {}),
  )
  expect(known).toBeDefined()
})
