import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { Cabinet } from './cabinet'
import { openShelf } from './shelf'

test('what was read can be read again with the time at which it was true, by its owner only', async () => {
  const shelf = await openShelf('cabinet-1')
  const cabinet = new Cabinet(shelf, 'demo/li')
  await cabinet.keep('visit/1', { number: 'WX-1' }, 1_000)
  expect(await cabinet.find('visit/1')).toEqual({ value: { number: 'WX-1' }, at_ms: 1_000 })
  expect(await new Cabinet(shelf, 'demo/wang').find('visit/1')).toBeUndefined()
})

test('old papers go, drafts stay', async () => {
  const shelf = await openShelf('cabinet-2')
  const cabinet = new Cabinet(shelf, 'demo/li')
  await cabinet.keep('visit/1', 1, 1_000)
  await cabinet.keep('draft/1', 2, 1_000)
  await cabinet.keep('visit/2', 3, 9_000)
  await cabinet.tidy(5_000, (name) => name.startsWith('draft/'))
  expect(await cabinet.find('visit/1')).toBeUndefined()
  expect((await cabinet.find('draft/1'))?.value).toBe(2)
  expect((await cabinet.find('visit/2'))?.value).toBe(3)
})
