// Every page that promises help has some.
import { hasHelp } from '@fieldloop/words/help'
import { expect, test } from 'vitest'
import { makeRouter } from '../router'

const pages = makeRouter()
  .getRoutes()
  .flatMap((route) => route.meta.help ?? [])

test.each([...new Set(pages)])('the page %s is explained', (page) => {
  expect(hasHelp(page)).toBe(true)
})

test('a page that nobody wrote of has no help', () => {
  expect(hasHelp('nowhere')).toBe(false)
})
