// Every page has its help, and every help its page.
import { hasHelp } from '@fieldloop/words/help'
import { expect, test } from 'vitest'
import { makeRouter } from '../router'

/** What is no page of the office: the door, the way home, and what does not exist. */
const no_page = ['sign-in', 'home', 'nowhere']
const pages = makeRouter()
  .getRoutes()
  .filter((route) => !no_page.includes(String(route.name)))

test.each(pages.map((route) => [String(route.name), route.meta.help]))('the page %s is explained', (_, help) => {
  expect(help && hasHelp(help)).toBe(true)
})

test('a page that nobody wrote of has no help', () => {
  expect(hasHelp('nowhere')).toBe(false)
})
